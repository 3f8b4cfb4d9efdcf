import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SaleOrder, SetStep } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { chunksOf, uuidv7 } from '@comptoir/kit';
import { ADJUST_STOCK, run } from '../../subgraphs/catalog/test/harness.ts';
import { startChain, type Chain } from './chain.ts';

/*
 * What hurt the users of other systems, each excluded by construction and shown here. A job whose worker falls silent is in
 * packages/messaging/test/stalled.int.test.ts, statements without an end in packages/database/test/limits.int.test.ts.
 */
let chain: Chain;
beforeAll(async () => {
  chain = await startChain();
}, 60_000);
afterAll(() => chain.dispose());

async function stateOf({ sagaId }: SaleOrder): Promise<string | undefined> {
  const { rows } = await chain.pool.query<{ state: string }>('SELECT state FROM saga WHERE id = $1', [sagaId]);
  return rows[0]?.state;
}

it('overselling is refused by the database, whatever a caller asks it to write', async () => {
  const { storeId, productIds } = await chain.catalog.aShelf(3);
  const write = (set: string) =>
    chain.catalog.pool.query(`UPDATE stock SET ${set} WHERE store_id = $1 AND product_id = $2`, [
      storeId,
      productIds[0],
    ]);
  await expect(write('reserved = reserved + 4')).rejects.toThrow('stock_never_oversold');
  await expect(write('on_hand = on_hand - 4, sold = sold + 4')).rejects.toThrow('stock_never_below_zero');
  await expect(write('on_hand = on_hand - 1')).rejects.toThrow('stock_books_balance');
});

it('two lines of one product are added up before they are checked, and the sale keeps both', async () => {
  const {
    storeId,
    productIds: [product = ''],
  } = await chain.catalog.aShelf(5);
  const tooMuch = chain.anOrder(storeId, [
    [product, 3],
    [product, 3],
  ]);
  const enough = chain.anOrder(storeId, [
    [product, 2],
    [product, 3],
  ]);
  expect(await run(chain.catalog.steps.reserveStock, [{ ...tooMuch, sagaId: uuidv7() }])).toEqual([
    'INSUFFICIENT_STOCK',
  ]);
  await chain.buy([tooMuch, enough]);
  expect([await stateOf(tooMuch), await stateOf(enough)]).toEqual(['FAILED', 'SALE_CONFIRMED']);
  expect(await chain.catalog.level(storeId, product)).toEqual({ onHand: 0, reserved: 0, sold: 5, received: 5 });
  const { rows } = await chain.sales.pool.query('SELECT quantity FROM sale_line WHERE sale_id = $1 ORDER BY position', [
    enough.saleId,
  ]);
  expect(rows).toEqual([{ quantity: 2 }, { quantity: 3 }]);
});

describe('deadlocks', () => {
  /** Of one database since it was made. */
  async function deadlocks(pool: Pool): Promise<number> {
    await pool.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await pool.query<{ deadlocks: number }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    return rows[0]?.deadlocks ?? -1;
  }

  /** What is pending is asked again. */
  async function untilDone<Order extends { sagaId: string }>(step: SetStep<Order>, orders: readonly Order[]) {
    while ((await run(step, orders)).some((answer) => answer !== 'done'));
  }

  /** Workers on the same sagas, half of them from the other end. */
  const fromBothEnds = <Order extends { sagaId: string }>(step: SetStep<Order>, orders: readonly Order[]) =>
    Promise.all(Array.from({ length: 6 }, (_, n) => untilDone(step, n % 2 ? orders : [...orders].reverse())));

  it('do not happen while checkouts, refunds and adjustments of the same few products run at the same time', async () => {
    const { catalog, sales } = chain;
    const { storeId, productIds } = await catalog.aShelf(2_000, 2_000, 2_000, 2_000);
    const pick = (n: number): string => productIds[n % productIds.length] ?? '';
    const order = (n: number): SaleOrder =>
      chain.anOrder(
        storeId,
        n % 2
          ? [
              [pick(n), 1],
              [pick(n + 1), 2],
              [pick(n + 3), 1],
            ]
          : [
              [pick(n + 3), 1],
              [pick(n + 2), 1],
              [pick(n), 1],
            ],
      );
    const orders = Array.from({ length: 240 }, (_, n) => order(n));
    const sold: SaleOrder[] = [];

    const steps = { ...catalog.steps, ...sales.worker.steps };
    const checkouts = chunksOf(orders, 20).map(async (chunk, n) => {
      const shuffled = n % 2 ? [...chunk].reverse() : chunk;
      const undone = chunk.slice(0, 5);
      const confirmed = shuffled.filter((one) => !undone.includes(one));
      await untilDone(steps.openSales, shuffled);
      await untilDone(steps.reserveStock, shuffled);
      await untilDone(steps.capturePayment, shuffled);
      await Promise.all([
        untilDone(steps.releaseStock, undone),
        untilDone(steps.refundPayment, undone),
        untilDone(steps.confirmReservation, confirmed),
      ]);
      await fromBothEnds(steps.confirmSale, confirmed);
      sold.push(...confirmed);
      const refunds = confirmed.slice(0, 8).map((one) => chain.aRefundOf(one, 1));
      for (const refund of refunds) await chain.openRefund(refund);
      await fromBothEnds(steps.payRefund, refunds);
      await fromBothEnds(steps.restock, refunds);
      await fromBothEnds(steps.completeRefund, refunds);
    });
    const adjustments = productIds.map(async (productId) => {
      for (let n = 0; n < 60; n++)
        await catalog.admin.value(ADJUST_STOCK, {
          input: { storeId, productId, delta: n % 2 ? 1 : -1, reason: 'COUNTED' },
        });
    });
    await Promise.all([...checkouts, ...adjustments]);
    expect(sold).toHaveLength(180);
    expect([await deadlocks(catalog.pool), await deadlocks(sales.pool)]).toEqual([0, 0]);
  }, 60_000);

  it('do not happen between goods that are held late and the undo that was asked for meanwhile', async () => {
    const { catalog } = chain;
    const { storeId, productIds } = await catalog.aShelf(10_000);
    const [product = ''] = productIds;
    const orders = (count: number): SaleOrder[] =>
      Array.from({ length: count }, () => chain.anOrder(storeId, [[product, 1]]));
    const before = await deadlocks(catalog.pool);
    for (let round = 0; round < 30; round++) {
      const held = orders(1);
      const late = orders(20);
      await run(catalog.steps.reserveStock, held);
      const [answers] = await Promise.all([
        run(catalog.steps.reserveStock, late),
        run(catalog.steps.releaseStock, [...held, ...late].reverse()),
        run(catalog.steps.releaseStock, [...late, ...held]),
      ]);
      expect(['done', 'RESERVATION_BARRED']).toEqual(expect.arrayContaining([...new Set(answers)]));
      expect(await catalog.level(storeId, product)).toMatchObject({ onHand: 10_000, reserved: 0 });
    }
    expect((await deadlocks(catalog.pool)) - before).toBe(0);
  }, 60_000);
});

it('a step that never answers counts as unknown when its time is over, and is asked again', async () => {
  const {
    storeId,
    productIds: [product = ''],
  } = await chain.catalog.aShelf(5);
  const order = chain.anOrder(storeId, [[product, 1]]);
  await chain.begin([order]);
  const silent = { ...chain.catalog.steps, verifyStock: () => new Promise<never>(() => undefined) };
  await chain.anEngine({ catalog: silent }, 50).runOnce();
  const { rows } = await chain.pool.query(
    "SELECT state, attempts, due_at > clock_timestamp() - interval '1 s' AS waits FROM saga WHERE id = $1",
    [order.sagaId],
  );
  expect(rows).toEqual([{ state: 'STOCK_VERIFYING', attempts: 1, waits: true }]);
  await chain.pool.query('UPDATE saga SET due_at = now() WHERE id = $1', [order.sagaId]);
  await chain.drain();
  expect(await stateOf(order)).toBe('SALE_CONFIRMED');
});

describe('money taken without an order is out of reach', () => {
  async function anUnpaidOrder(): Promise<SaleOrder> {
    const {
      storeId,
      productIds: [product = ''],
    } = await chain.catalog.aShelf(5);
    return chain.anOrder(storeId, [[product, 1]]);
  }

  it('of a sale that was never opened: the provider is not asked', async () => {
    const order = await anUnpaidOrder();
    await expect(chain.sales.run('capturePayment', order)).rejects.toThrow(`There is no sale ${order.saleId}`);
    expect(await chain.sales.ledger(order)).toEqual([]);
  });

  it('of a sale that was undone before its payment arrived', async () => {
    const order = await anUnpaidOrder();
    await chain.sales.run('refundPayment', order);
    await chain.sales.run('cancelSale', order);
    expect(await chain.sales.run('capturePayment', order)).toMatchObject([{ outcome: 'refused' }]);
    expect(await chain.sales.ledger(order)).toEqual([]);
  });

  it('of a sale that cannot be sold although it is paid: it goes back before the sale ends', async () => {
    const order = await anUnpaidOrder();
    await chain.buy([{ ...order, simulate: 'FAIL_CONFIRMATION' }]);
    expect(await stateOf(order)).toBe('COMPENSATED');
    expect(await chain.sales.ledger(order)).toEqual([100, -100]);
    expect(await chain.sales.eventTypes(order)).toEqual([
      ...['SaleCreated', 'PaymentCaptured', 'PaymentRefunded', 'SaleCancelled'],
    ]);
  });

  it('of a capture on its way while its saga gives up: it is barred, or goes back', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, anUnpaidOrder));
    await chain.sales.run('openSales', ...orders);
    await Promise.all(
      orders.flatMap((order, n) => {
        const steps = [chain.sales.run('capturePayment', order), chain.sales.run('refundPayment', order)];
        return n % 2 ? steps : steps.reverse();
      }),
    );
    for (const order of orders) {
      await chain.sales.run('refundPayment', order);
      await chain.sales.run('cancelSale', order);
      await chain.sales.run('capturePayment', order);
      expect((await chain.sales.ledger(order)).reduce((sum, amount) => sum + amount, 0)).toBe(0);
    }
  });
});
