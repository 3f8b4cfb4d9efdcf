import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData, stockStream } from '@comptoir/contracts';
import { chunksOf, uuidv7 } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import { ADJUST_STOCK, anOrder, aRefund, doAll, run, startCatalog, type TestCatalog } from './harness.ts';

let system: TestCatalog;
beforeAll(async () => {
  system = await startCatalog();
}, 60_000);
afterAll(() => system.dispose());

/** A shelf of one product from which so many units were sold. */
async function aSold(units: number) {
  const { storeId, productIds } = await system.aShelf(units);
  const productId = productIds[0] ?? '';
  expect(await doAll(system.steps, anOrder(storeId, [[productId, units]]))).toEqual(['done', 'done', 'done']);
  return { storeId, productId };
}

async function level(storeId: string, productId: string) {
  const { rows } = await system.pool.query<Record<string, number>>(
    `SELECT on_hand AS "onHand", reserved, sold, received, returned, stream_version AS "streamVersion" FROM stock WHERE store_id = $1 AND product_id = $2`,
    [storeId, productId],
  );
  return rows[0];
}

async function storyOf(storeId: string, productId: string) {
  const { rows } = await system.pool.query(
    'SELECT type, data, metadata, stream_version AS version FROM event WHERE stream_id = $1 ORDER BY position',
    [stockStream.streamIdOf(storeId, productId)],
  );
  return rows as { type: string; data: Record<string, unknown>; metadata: object; version: number }[];
}

describe('restock', () => {
  it('puts the goods back on the shelf, tells it on the stream of the level, and announces the figures', async () => {
    const { storeId, productId } = await aSold(5);
    const refund = aRefund(storeId, [
      [productId, 2],
      [productId, 1],
    ]);
    expect(await run(system.steps.restock, [refund])).toEqual(['done']);
    expect(await level(storeId, productId)).toEqual({
      ...{ onHand: 3, reserved: 0, sold: 5, received: 5, returned: 3, streamVersion: 2 },
    });
    const [received, returned, ...rest] = await storyOf(storeId, productId);
    expect(rest).toEqual([]);
    expect(received).toMatchObject({ type: 'StockAdjusted', version: 1 });
    const { refundId, saleId, correlationId, userId } = refund;
    expect(returned).toMatchObject({ type: 'StockReturned', version: 2 });
    expect(parseEventData('StockReturned', returned?.data)).toEqual({
      ...{ refundId, saleId, storeId, productId, quantity: 3, onHand: 3, reserved: 0 },
    });
    expect(returned?.metadata).toEqual({ correlationId, userId, source: 'catalog' });
    await eventually(() => system.published.some((m) => m.productId === productId && m.onHand === 3));
  });

  it('is done once, asked again and asked many times at the same moment', async () => {
    const { storeId, productId } = await aSold(9);
    const [first, second] = [aRefund(storeId, [[productId, 2]]), aRefund(storeId, [[productId, 3]])];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => run(system.steps.restock, n % 2 ? [first, second] : [second, first])),
    );
    expect(answers.flat()).toEqual(Array(16).fill('done'));
    expect(await run(system.steps.restock, [second, aRefund(storeId, [[productId, 1]]), first])).toEqual(
      Array(3).fill('done'),
    );
    expect(await level(storeId, productId)).toMatchObject({ onHand: 6, returned: 6, sold: 9, streamVersion: 4 });
    const versions = (await storyOf(storeId, productId)).map(({ version }) => version);
    expect(versions).toEqual([1, 2, 3, 4]);
  });

  it('leaves the shelf alone where the refund says so', async () => {
    const { storeId, productId } = await aSold(2);
    const refund = aRefund(storeId, [[productId, 2]], { restock: false });
    expect(await run(system.steps.restock, [refund])).toEqual(['done']);
    expect(await level(storeId, productId)).toMatchObject({ onHand: 0, returned: 0, streamVersion: 1 });
  });

  it('takes back what is off sale, and into a store that has closed', async () => {
    const { storeId, productId } = await aSold(2);
    await system.pool.query('UPDATE product SET archived_at = now() WHERE id = $1', [productId]);
    await system.pool.query('UPDATE store SET closed_at = now() WHERE id = $1', [storeId]);
    expect(await run(system.steps.restock, [aRefund(storeId, [[productId, 1]])])).toEqual(['done']);
    expect(await level(storeId, productId)).toMatchObject({ onHand: 1, returned: 1 });
  });

  it('writes nothing of a chunk with goods that were never there', async () => {
    const { storeId, productId } = await aSold(2);
    const chunk = [aRefund(storeId, [[productId, 1]]), aRefund(storeId, [[uuidv7(), 1]])];
    await expect(run(system.steps.restock, chunk)).rejects.toThrow('never had product');
    expect(await level(storeId, productId)).toMatchObject({ onHand: 0, returned: 0 });
  });

  it('runs among sales and adjustments that lock the same shelves in any order, and the books hold', async () => {
    const { steps } = system;
    const { storeId, productIds } = await system.aShelf(200, 200, 200, 200);
    const pick = (n: number): string => productIds[n % productIds.length] ?? '';
    const orders = Array.from(
      { length: 120 },
      (_, n) =>
      anOrder(storeId, n % 2 ? [[pick(n), 1], [pick(n + 1), 2]] : [[pick(n + 2), 1], [pick(n), 1]]), // prettier-ignore
    );
    const sold = orders.splice(0, 40);
    await run(steps.reserveStock, sold);
    await run(steps.confirmReservation, sold);
    const refunds = sold.map(({ lines }, n) => {
      const back = lines.map(({ productId, quantity }): [string, number] => [productId, quantity]);
      return aRefund(storeId, n % 2 ? back : back.reverse());
    });
    const sales = chunksOf(orders, 16).map(async (chunk) => {
      await run(steps.reserveStock, chunk);
      return run(steps.confirmReservation, [...chunk].reverse());
    });
    const returns = chunksOf(refunds, 8).flatMap((chunk) => [
      run(steps.restock, chunk),
      run(steps.restock, [...chunk].reverse()),
    ]);
    const adjustments = productIds.flatMap((productId) =>
      Array.from({ length: 10 }, (_, n) =>
        system.admin.value(ADJUST_STOCK, {
          input: { storeId, productId, delta: n % 2 ? 1 : -1, reason: 'COUNTED' },
        }),
      ),
    );
    const answers = (await Promise.all([...sales, ...returns])).flat();
    await Promise.all(adjustments);
    expect(new Set(answers)).toEqual(new Set(['done']));
    for (const productId of productIds) {
      const story = await storyOf(storeId, productId);
      const back = story.filter(({ type }) => type === 'StockReturned');
      const units = back.reduce((sum, { data }) => sum + Number(data.quantity), 0);
      expect(story.map(({ version }) => version)).toEqual(story.map((_, i) => i + 1));
      expect(await level(storeId, productId)).toMatchObject({ reserved: 0, returned: units, received: 200 });
      expect(units).toBe(
        sold
          .flatMap(({ lines }) => lines)
          .reduce((sum, line) => sum + (line.productId === productId ? line.quantity : 0), 0),
      );
    }
  }, 20_000);
});
