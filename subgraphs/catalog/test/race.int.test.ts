import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { SaleOrder } from '@comptoir/contracts';
import { chunksOf } from '@comptoir/kit';
import { ADJUST_STOCK, anOrder, run, startCatalog, type TestCatalog } from './harness.ts';

let system: TestCatalog;
beforeAll(async () => {
  system = await startCatalog();
}, 60_000);
afterAll(() => system.dispose());

/** What the events of some streams say of one product: units held, released and sold, and the figures after the last one. */
async function booksOf(productId: string): Promise<{ type: string; units: number }[]> {
  const { rows } = await system.pool.query<{ type: string; units: number }>(
    `SELECT type, sum((line->>'quantity')::int)::int AS units FROM event, jsonb_array_elements(data->'lines') AS line
      WHERE line->>'productId' = $1 GROUP BY type ORDER BY type`,
    [productId],
  );
  return rows;
}

it('sells 50 units to 200 who race for them, in chunks at the same time, and not one more', async () => {
  const { steps } = system;
  const {
    storeId,
    productIds: [product = ''],
  } = await system.aShelf(50);
  const orders = Array.from({ length: 200 }, () => anOrder(storeId, [[product, 1]]));
  const answers = await Promise.all(
    chunksOf(orders, 13).map(async (chunk) => {
      expect(await run(steps.verifyStock, chunk)).not.toContain('undefined');
      const held = await run(steps.reserveStock, chunk);
      const winners = chunk.filter((_, i) => held[i] === 'done');
      expect(await run(steps.confirmReservation, winners)).toEqual(winners.map(() => 'done'));
      return held;
    }),
  );
  const held = answers.flat();
  expect(held.filter((answer) => answer === 'done')).toHaveLength(50);
  expect(held.filter((answer) => answer === 'INSUFFICIENT_STOCK')).toHaveLength(150);
  expect(await system.level(storeId, product)).toEqual({ onHand: 0, reserved: 0, sold: 50, received: 50 });
  expect(await booksOf(product)).toEqual([
    { type: 'StockReserved', units: 50 },
    { type: 'StockSold', units: 50 },
  ]);
});

it('cannot be oversold in the database either, whatever code writes', async () => {
  const {
    storeId,
    productIds: [product = ''],
  } = await system.aShelf(3);
  const write = (set: string) =>
    system.pool.query(`UPDATE stock SET ${set} WHERE store_id = $1 AND product_id = $2`, [storeId, product]);
  await expect(write('reserved = 4')).rejects.toThrow('stock_never_oversold');
  await expect(write('on_hand = -1, received = -1')).rejects.toThrow('stock_never_below_zero');
  await expect(write('on_hand = 2')).rejects.toThrow('stock_books_balance');
});

it('lets chunks that share products in any order, undo, expiry and adjustments run together, and the books hold', async () => {
  const { steps, worker, pool } = system;
  const { storeId, productIds } = await system.aShelf(300, 300, 300, 300, 300, 300);
  const pick = (n: number): string => productIds[n % productIds.length] ?? '';
  const orders = Array.from({ length: 480 }, (_, n) =>
    anOrder(
      storeId,
      n % 2
        ? [
            [pick(n), 1],
            [pick(n + 2), 2],
            [pick(n + 5), 1],
          ]
        : [
            [pick(n + 5), 1],
            [pick(n + 1), 1],
            [pick(n), 1],
          ],
    ),
  );
  let holds = 0;
  async function work(chunk: SaleOrder[]): Promise<void> {
    const held = await run(steps.reserveStock, chunk);
    const winners = chunk.filter((_, i) => held[i] === 'done');
    holds += winners.length;
    const undone = winners.filter((_, i) => i % 3 === 0);
    await Promise.all([
      run(steps.confirmReservation, [...winners.filter((_, i) => i % 3 !== 0)].reverse()),
      run(steps.releaseStock, [...undone].reverse()),
    ]);
  }
  let adjusting = true;
  const adjustments = Promise.all(
    productIds.map(async (productId) => {
      for (let n = 0; adjusting && n < 200; n++)
        await system.admin.value(ADJUST_STOCK, {
          input: { storeId, productId, delta: n % 2 ? 1 : -1, reason: 'COUNTED' },
        });
    }),
  );
  await Promise.all(chunksOf(orders, 24).map(work));
  adjusting = false;
  await Promise.all([adjustments, worker.periodic[0]?.run()]);

  for (const productId of productIds) {
    const books = new Map((await booksOf(productId)).map(({ type, units }) => [type, units]));
    const level = await system.level(storeId, productId);
    expect(level?.reserved).toBe(0);
    expect(level?.sold).toBe(books.get('StockSold'));
    expect(level?.received).toBe((level?.onHand ?? 0) + (level?.sold ?? 0));
    expect(books.get('StockReserved')).toBe((books.get('StockSold') ?? 0) + (books.get('StockReleased') ?? 0));
  }
  const { rows } = await pool.query<{ open: number; answers: number }>(
    `SELECT (SELECT count(*) FROM reservation WHERE store_id = $1 AND state = 'HELD') AS open,
            (SELECT count(*) FROM step_log WHERE saga_id = ANY($2)) AS answers`,
    [storeId, orders.map(({ sagaId }) => sagaId)],
  );
  expect(holds).toBeGreaterThan(300);
  expect(rows[0]).toEqual({ open: 0, answers: orders.length + holds });
}, 20_000);

it('tells in each event the figures of a product as the event before left them', async () => {
  const { rows } = await system.pool.query<{
    product: string;
    type: string;
    quantity: number;
    onHand: number;
    reserved: number;
  }>(
    `SELECT line->>'productId' AS product, e.type, (line->>'quantity')::int AS quantity, (line->>'onHand')::int AS "onHand", (line->>'reserved')::int AS reserved
       FROM event e CROSS JOIN LATERAL jsonb_array_elements(
         CASE WHEN e.type = 'StockAdjusted' THEN jsonb_build_array(e.data || jsonb_build_object('quantity', e.data->'delta')) ELSE e.data->'lines' END
       ) AS line
      WHERE e.type LIKE 'Stock%'
      ORDER BY product, e.position`,
  );
  const shelves = new Map<string, { onHand: number; reserved: number }>();
  for (const { product, type, quantity, onHand, reserved } of rows) {
    const before = shelves.get(product) ?? { onHand: 0, reserved: 0 };
    const after = {
      onHand: before.onHand + (type === 'StockAdjusted' ? quantity : type === 'StockSold' ? -quantity : 0),
      reserved: before.reserved + (type === 'StockReserved' ? quantity : type === 'StockAdjusted' ? 0 : -quantity),
    };
    expect({ product, onHand, reserved }).toEqual({ product, ...after });
    shelves.set(product, after);
  }
  expect(shelves.size).toBeGreaterThan(6);
});
