import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stockStream, type upcastEvent } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { stockStates } from '../src/infrastructure/stock-states.ts';
import { startCatalog, type TestCatalog } from './harness.ts';

let system: TestCatalog;
beforeAll(async () => {
  system = await startCatalog();
}, 60_000);
afterAll(() => system.dispose());

async function aLevel() {
  const { storeId, productIds } = await system.aShelf(7);
  const productId = productIds[0] ?? '';
  await system.adjust(storeId, productId, 5);
  return { storeId, productId, id: stockStream.streamIdOf(storeId, productId) };
}

it('tells of a level of stock, and of one of which nothing is kept', async () => {
  const [{ id, storeId, productId }, lost] = [await aLevel(), await aLevel()];
  for (const table of ['stock_adjustment', 'stock'])
    await system.pool.query(`DELETE FROM ${table} WHERE store_id = $1`, [lost.storeId]);
  const asked = { streamType: 'stock', ids: [id, lost.id, uuidv7()] };
  const [states] = (await system.catalog.internal?.stateOf?.([asked])) as { id: string }[][];
  expect(new Map(states?.map((kept) => [kept.id, kept]))).toEqual(
    new Map([
      [id, { id, version: 2, state: { storeId, productId, adjustedTotal: 12, returnedTotal: 0 } }],
      [lost.id, { id: lost.id, version: 2, state: null }],
    ]),
  );
});

it('finds a level whose first event is of an old version, as today it would be written', async () => {
  const { id, storeId, productId } = await aLevel();
  await system.asOwner(
    `UPDATE event SET schema_version = 0, data = jsonb_build_object('shelf', data -> 'storeId', 'thing', data -> 'productId')
      WHERE stream_id = $1 AND stream_version = 1`,
    [id],
  );
  const named: typeof upcastEvent = (event) => ({
    ...event,
    version: 1,
    data: { storeId: event.data.shelf, productId: event.data.thing },
  });
  expect(await stockStates(system.pool, [id], named)).toMatchObject([
    { id, version: 2, state: { storeId, productId } },
  ]);
});
