import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DemoRefund, DemoSale } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import { seed } from '../src/seed.ts';
import { anActor, anOrder, startSales, type TestSales } from './harness.ts';
import { refundsOf } from './refunds.ts';

let system: TestSales;
beforeAll(async () => {
  system = await startSales();
}, 60_000);
afterAll(() => system.dispose());

const SALES = 3_000;
const REFUNDED_EVERY = 30;

/** In turn: all of it and done, one line and done, rejected, not decided. */
function aRefund({ order, confirmedAt }: DemoSale, turn: number): DemoRefund {
  const at = (seconds: number) => new Date(confirmedAt.getTime() + seconds * 1_000);
  const lines = (turn === 1 ? order.lines.slice(0, 1) : order.lines).map(
    ({ lineId, productId, quantity, unitPriceMinor }) => {
      return { saleLineId: lineId, productId, quantity, amountMinor: quantity * unitPriceMinor };
    },
  );
  return {
    order: {
      ...{ sagaId: uuidv7(), refundId: uuidv7(), saleId: order.saleId, userId: order.userId, storeId: order.storeId },
      ...{ paymentId: order.paymentId, method: 'CARD', lines, currency: 'CAD', restock: true, traceparent: null },
      ...{ amountMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0), correlationId: uuidv7() },
    },
    ...{ reason: 'It came broken.', requestedAt: at(10), completedAt: turn < 2 ? at(30) : null },
    decision: turn === 3 ? null : { by: uuidv7(), at: at(20), approved: turn < 2 },
  };
}

function plan(): DemoSale[] {
  return Array.from({ length: SALES }, (_, i) => {
    const createdAt = new Date(Date.UTC(2026, 0, 1) + i * 60_000);
    const lines = Array.from({ length: 1 + (i % 4) }, (__, n) => ({ quantity: 1 + (n % 3), unitPriceMinor: 100 + i }));
    const sale = {
      order: anOrder({ lines }),
      number: i + 1,
      createdAt,
      confirmedAt: new Date(createdAt.getTime() + 900),
    };
    return i % REFUNDED_EVERY === 0 ? { ...sale, refund: aRefund(sale, (i / REFUNDED_EVERY) % 4) } : sale;
  });
}

it('writes 3,000 sales in a few seconds, with books that hold, and goes on counting behind them', async () => {
  const sales = plan();
  const start = performance.now();
  await seed(system.pool, { sales });
  expect(performance.now() - start).toBeLessThan(10_000);

  const { rows } = await system.pool.query<Record<string, number | string>>(`
    SELECT (SELECT count(*) FROM sale WHERE confirmed_at IS NOT NULL) AS sales,
      (SELECT count(*) FROM sale WHERE status = 'REFUNDED') AS refunded,
      (SELECT sum(refund_pending) > 0 FROM sale_line) AS waiting,
      (SELECT count(*) FROM event WHERE metadata ->> 'source' = 'seed') AS events,
      (SELECT count(*) FROM sale s WHERE total_minor <>
        (SELECT sum(quantity * unit_price_minor) FROM sale_line l WHERE l.sale_id = s.id)) AS "wrongTotals",
      (SELECT count(*) FROM sale s WHERE refunded_minor <>
        (SELECT sum(refunded_quantity * unit_price_minor) FROM sale_line l WHERE l.sale_id = s.id)) AS "wrongRefunds",
      (SELECT count(*) FROM provider.charge c WHERE refunded_minor <>
        (SELECT coalesce(sum(amount_minor), 0) FROM provider.refund r WHERE r.charge_id = c.id)) AS "wrongCharges",
      (SELECT sum(total_minor - refunded_minor) FROM sale) - (SELECT sum(amount_minor) FROM provider.entry) AS difference`);
  const turns = SALES / REFUNDED_EVERY / 4;
  expect(rows[0]).toEqual({
    ...{ sales: SALES, wrongTotals: 0, wrongRefunds: 0, wrongCharges: 0, difference: '0', waiting: true },
    // Of sales with one line, the second kind gives back everything as well.
    refunded: sales.filter(
      ({ order, refund }) => refund?.completedAt && refund.order.lines.length === order.lines.length,
    ).length,
    events: 3 * SALES + turns * (4 + 4 + 2 + 1),
  });

  const some = [0, 30, 60, 90, 1_234, SALES - 1].flatMap((at) => sales[at] ?? []);
  const refunds = refundsOf(system);
  for (const { order, refund } of some) {
    const [row] = await system.sales.context({} as never).reads.byIds([order.saleId]);
    expect(row).toEqual(await system.folded(order));
    if (!refund) continue;
    const { refundId } = refund.order;
    expect(await refunds.stored(refundId)).toEqual(await refunds.folded(refundId));
    const reason = await system.ask(anActor('ADMIN'), 'query ($id: ID!) { refund(id: $id) { reason } }', {
      id: refundId,
    });
    expect(reason.data).toEqual({ refund: { reason: 'It came broken.' } });
  }
  const waiting = sales[90]?.refund?.order.refundId ?? '';
  const approved = await refunds.approve(anActor('ADMIN'), waiting);
  expect(approved.answer).toMatchObject({ refund: { status: 'APPROVED' } });
  const carriedOut = await refunds.orderOf(waiting);
  for (const step of ['validateRefund', 'payRefund', 'completeRefund'] as const)
    expect(await refunds.run(step, carriedOut)).toEqual([{ outcome: 'done' }]);
  system.published.length = 0;

  const { data } = await system.ask(anActor('ADMIN'), '{ sales(first: 2) { edges { node { number } } } }');
  expect(data.sales).toEqual({ edges: [{ node: { number: SALES } }, { node: { number: SALES - 1 } }] });
  expect(await system.sales.internal.openSale?.([anOrder()])).toMatchObject([{ number: SALES + 1 }]);
  await eventually(() => system.published.length > 0, { what: 'the message of the new sale' });
  expect(system.published).toHaveLength(1);
});

it('goes on where it broke off between the two books', async () => {
  const other = await startSales();
  const sales = plan().slice(0, 3);
  const [first] = sales;
  await other.pool.query(
    `INSERT INTO provider.charge (key, method, amount_minor, currency, state) VALUES ($1, 'CARD', $2, 'CAD', 'CAPTURED')`,
    [first?.order.paymentId, first?.order.totalMinor],
  );
  await seed(other.pool, { sales });
  for (const { order, refund } of sales)
    expect(await other.ledger(order)).toEqual([order.totalMinor, ...(refund ? [-order.totalMinor] : [])]);
  await other.dispose();
});

it('gives the same rows for the same plan, but for keys, which are drawn, and what they seal', async () => {
  const sales = plan().slice(0, 4 * REFUNDED_EVERY);
  const rowsOf = async () => {
    const other = await startSales();
    await seed(other.pool, { sales });
    const read = async (statement: string) => (await other.pool.query<{ key?: Buffer }>(statement)).rows;
    const [keys = [], ...rows] = await Promise.all([
      read('SELECT * FROM person_key ORDER BY person_id'),
      read(`SELECT to_jsonb(r) - 'reason' AS row FROM refund r ORDER BY id`),
      read(
        `SELECT event_id, stream_id, stream_version, data - 'reason' AS data, metadata, occurred_at FROM event ORDER BY position`,
      ),
    ]);
    await other.dispose();
    return { keys: keys.map(({ key }) => key?.toString('hex')), rows };
  };
  const [once, again] = [await rowsOf(), await rowsOf()];
  expect(once.rows.map(({ length }) => length)).toEqual([4, 4 * REFUNDED_EVERY * 3 + 11]);
  expect(again.rows).toEqual(once.rows);
  expect(new Set([...once.keys, ...again.keys]).size).toBe(8);
});
