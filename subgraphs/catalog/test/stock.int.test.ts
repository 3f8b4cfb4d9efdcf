import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData, stockStream } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import { ADJUST_STOCK, anOrder, CLOSE_STORE, run, startCatalog, type Loose, type TestCatalog } from './harness.ts';

let system: TestCatalog;
beforeAll(async () => {
  system = await startCatalog();
}, 60_000);
afterAll(() => system.dispose());

const adjusted = (input: object) => system.admin.value(ADJUST_STOCK, { input: { reason: 'RECEIVED', ...input } });

describe('adjustStock', () => {
  it('changes a level for each reason, by an event on a stream of its own, and keeps who and why', async () => {
    const {
      storeId,
      productIds: [productId = ''],
    } = await system.aShelf(20);
    const manager = system.person('MANAGER', [storeId]);
    const change = (delta: number, reason: string, note?: string) =>
      manager.value(ADJUST_STOCK, { input: { storeId, productId, delta, reason, note } });
    expect(await change(-3, 'DAMAGED', ' fell off ')).toMatchObject({
      stock: { onHand: 17, reserved: 0, available: 17, status: 'IN_STOCK', version: 3 },
    });
    expect(await change(-9, 'COUNTED')).toMatchObject({ stock: { onHand: 8, status: 'LOW' } });
    expect(await change(1, 'RETURNED')).toMatchObject({ stock: { onHand: 9 } });

    const events = await system.events(stockStream.streamIdOf(storeId, productId));
    expect(events.map(({ data }) => [data.reason, data.delta, data.onHand])).toEqual([
      ['RECEIVED', 20, 20],
      ['DAMAGED', -3, 17],
      ['COUNTED', -9, 8],
      ['RETURNED', 1, 9],
    ]);
    expect(parseEventData('StockAdjusted', events[1]?.data)).toMatchObject({ storeId, productId, reserved: 0 });
    expect(events[1]?.metadata).toMatchObject({ userId: manager.actor?.sub, source: 'catalog' });
    expect(JSON.stringify(events)).not.toContain('fell off');

    const ADJUSTMENTS = `query ($id: ID!, $storeId: ID!, $first: Int, $after: String) { product(id: $id) { stock(storeId: $storeId) {
      adjustments(first: $first, after: $after) { edges { node { delta reason note onHandAfter adjustedBy { id } createdAt } } pageInfo { hasNextPage endCursor } } } } }`;
    const list = async (after?: unknown) =>
      (await manager.value(ADJUSTMENTS, { id: productId, storeId, first: 3, after })).stock?.adjustments as Loose;
    const newest = await list();
    expect(newest.edges).toMatchObject([
      { node: { delta: 1 } },
      { node: { delta: -9 } },
      { node: { delta: -3, note: 'fell off', adjustedBy: { id: manager.actor?.sub } } },
    ]);
    expect(await list(newest.pageInfo?.endCursor)).toMatchObject({
      edges: [{ node: { delta: 20, onHandAfter: 20 } }],
      pageInfo: { hasNextPage: false },
    });
    const other = await system.person('CLIENT').ask(ADJUSTMENTS, { id: productId, storeId });
    expect(other.errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(other.data.product).toEqual({ stock: { adjustments: null } });
  });

  it('refuses with the reason, and changes nothing', async () => {
    const {
      storeId,
      productIds: [productId = ''],
    } = await system.aShelf(5);
    await run(system.steps.reserveStock, [anOrder(storeId, [[productId, 3]])]);
    const refused = (input: object) => adjusted({ storeId, productId, ...input });
    expect(await refused({ delta: -3 })).toMatchObject({
      code: 'INSUFFICIENT_STOCK',
      onHand: 5,
      reserved: 3,
      available: 2,
    });
    expect(await refused({ delta: 1, expectedVersion: 2 })).toMatchObject({ code: 'CONFLICT', currentVersion: 3 });
    expect(await refused({ delta: 0, note: 'x'.repeat(501) })).toMatchObject({
      code: 'VALIDATION',
      fields: [{ path: ['delta'] }, { path: ['note'] }],
    });
    for (const missing of [{ storeId: uuidv7() }, { productId: uuidv7() }, { storeId: 'x' }, { productId: 'x' }])
      expect(await refused({ delta: 1, ...missing })).toMatchObject({ code: 'NOT_FOUND' });
    await system.admin.value(CLOSE_STORE, { input: { id: storeId } });
    expect(await refused({ delta: 1 })).toMatchObject({ __typename: 'ClosedStoreProblem', code: 'STORE_CLOSED' });
    expect(await refused({ delta: -1 })).toMatchObject({ stock: { onHand: 4 } });
    expect(await refused({ delta: -1, storeId: storeId.toUpperCase() })).toMatchObject({
      stock: { onHand: 3, storeId },
    });
    expect(await system.events(stockStream.streamIdOf(storeId, productId))).toHaveLength(3);
  });
});

describe('figures of stores', () => {
  it('lists what is low, the scarcest first, of the stores that a person looks after', async () => {
    const [a, b] = [await system.aShelf(4, 9, 10, 40), await system.aShelf(2)];
    await run(system.steps.reserveStock, [anOrder(a.storeId, [[a.productIds[2] ?? '', 9]])]);
    const LOW = `query ($storeId: ID, $threshold: Int, $first: Int, $after: String) { lowStock(storeId: $storeId, threshold: $threshold, first: $first, after: $after) {
      edges { node { storeId available product { id } } } pageInfo { hasNextPage endCursor } } }`;
    const low = async (person = system.admin, variables = {}) => {
      const list = await person.value(LOW, variables);
      const nodes = (list.edges as unknown as { node: { storeId: string; available: number } }[]).map(
        ({ node }) => node,
      );
      return { available: nodes.map((node) => node.available), nodes, pageInfo: list.pageInfo as Loose };
    };
    const manager = system.person('MANAGER', [a.storeId, b.storeId]);
    // Each store has a level of 0 of the products of the others that came after it.
    const stocked = ({ available }: { available: number }) => available > 0;
    expect((await low(manager)).nodes.filter(stocked).map(({ available }) => available)).toEqual([1, 2, 4, 9]);
    expect((await low(manager, { storeId: b.storeId })).nodes.filter(stocked)).toMatchObject([
      { storeId: b.storeId, available: 2 },
    ]);
    expect((await low(manager, { threshold: 41 })).available.filter(Boolean)).toEqual([1, 2, 4, 9, 40]);
    const all = (await low(manager, { first: 100 })).nodes;
    const first = await low(manager, { first: all.length - 2 });
    expect((await low(manager, { first: 100, after: first.pageInfo.endCursor })).nodes).toEqual(all.slice(-2));
    for (const wrong of [{ threshold: 0 }, { after: 'x' }, { first: 1_000 }])
      expect((await manager.ask(LOW, wrong)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await low(system.admin, { storeId: uuidv7() })).nodes).toEqual([]);
  });

  it('adds up what a store has in the house', async () => {
    const {
      storeId,
      productIds: [sold = '', archived = ''],
    } = await system.aShelf(12, 5);
    const order = anOrder(storeId, [[sold, 4]]);
    await run(system.steps.reserveStock, [order]);
    await run(system.steps.confirmReservation, [order]);
    await run(system.steps.reserveStock, [anOrder(storeId, [[sold, 1]])]);
    await system.pool.query('UPDATE product SET archived_at = now() WHERE id = $1', [archived]);
    const REPORT = `query ($storeId: ID!) { inventoryReport(storeId: $storeId) { store { id } asOf productCount onHand reserved available stockValue { amountMinor currency }
      outOfStockCount lowStockCount receivedUnits soldUnits returnedUnits categories { category { code } productCount onHand available stockValue { amountMinor } outOfStockCount lowStockCount } } }`;
    const report = await system.person('MANAGER', [storeId]).value(REPORT, { storeId });
    const sums = { productCount: 1, onHand: 13, available: 12, outOfStockCount: 0, lowStockCount: 1 };
    expect(report).toMatchObject({
      ...{ store: { id: storeId }, ...sums, reserved: 1, receivedUnits: 17, soldUnits: 4, returnedUnits: 0 },
      stockValue: { amountMinor: 13 * 499, currency: 'CAD' },
      categories: [{ category: { code: 'TST' }, ...sums, stockValue: { amountMinor: 13 * 499 } }],
    });
    const shouted = { storeId: storeId.toUpperCase() };
    expect(await system.person('MANAGER', [storeId]).value(REPORT, shouted)).toMatchObject(sums);
    expect(await system.admin.value(REPORT, { storeId: uuidv7() })).toBeNull();
    expect(await system.admin.value(REPORT, { storeId: 'none' })).toBeNull();
    const empty = await system.aStore();
    expect(await system.admin.value(REPORT, { storeId: empty })).toMatchObject({
      productCount: 0,
      onHand: 0,
      stockValue: { amountMinor: 0 },
      categories: [],
    });
  });

  it('shows the shelves of a store by name, by status, page by page', async () => {
    const storeId = await system.aStore();
    const ids = [
      await system.aProduct({ name: `b ${uuidv7()}` }),
      await system.aProduct({ name: `A ${uuidv7()}` }),
      await system.aProduct({ name: `ç ${uuidv7()}` }),
    ];
    for (const [i, units] of [30, 5, 0].entries()) if (units) await system.adjust(storeId, ids[i] ?? '', units);
    const SHELVES = `query ($id: ID!, $first: Int, $after: String, $status: StockStatus) { store(id: $id) { stock(first: $first, after: $after, status: $status) {
      edges { node { available product { id } } } pageInfo { hasNextPage endCursor } } } }`;
    const shelves = async (variables: object) =>
      (await system.person(null).value(SHELVES, { id: storeId, ...variables })).stock as Loose;
    const first = await shelves({ first: 2 });
    expect(first.edges).toMatchObject([
      { node: { available: 5, product: { id: ids[1] } } },
      { node: { available: 30 } },
    ]);
    expect(await shelves({ after: first.pageInfo?.endCursor })).toMatchObject({
      edges: [{ node: { product: { id: ids[2] } } }],
      pageInfo: { hasNextPage: false },
    });
    for (const [status, index] of [
      ['IN_STOCK', 0],
      ['LOW', 1],
      ['OUT', 2],
    ] as const)
      expect((await shelves({ status })).edges).toMatchObject([{ node: { product: { id: ids[index] } } }]);
  });
});

describe('stockChanged', () => {
  const WATCH = `subscription ($storeId: ID!, $productIds: [ID!]) { stockChanged(storeId: $storeId, productIds: $productIds) {
    id storeId available onHand reserved status version updatedAt product { id name } store { name } } }`;

  it('delivers the newest level of what is watched, with its product as it is now', async () => {
    const {
      storeId,
      productIds: [watched = '', other = ''],
    } = await system.aShelf(9, 9);
    const stream = await system.person(null).open(WATCH, { storeId, productIds: [watched] });
    const first = stream.next();
    const order = anOrder(storeId, [
      [other, 1],
      [watched, 2],
    ]);
    await run(system.steps.reserveStock, [order]);
    expect((await first).value?.data?.stockChanged).toMatchObject({
      storeId,
      available: 7,
      onHand: 9,
      reserved: 2,
      status: 'LOW',
      product: { id: watched },
    });

    // Nobody reads while the level changes three times more: only the last of them is told.
    await run(system.steps.confirmReservation, [order]);
    await system.adjust(storeId, watched, 5);
    await system.pool.query(`UPDATE product SET name = 'Renamed' WHERE id = $1`, [watched]);
    await system.adjust(storeId, watched, 1);
    await eventually(() => system.published.some(({ productId, version }) => productId === watched && version === 6));
    expect((await stream.next()).value?.data?.stockChanged).toMatchObject({
      available: 13,
      onHand: 13,
      reserved: 0,
      version: 6,
      product: { name: 'Renamed' },
    });

    // A message that another process sent earlier and that comes late is not told.
    const next = stream.next();
    const message = {
      key: `${storeId}:${watched}`,
      storeId,
      productId: watched,
      onHand: 1,
      reserved: 0,
      updatedAt: new Date().toISOString(),
    };
    system.bus.publish('stock', [{ ...message, version: 5 }]);
    await system.adjust(storeId, watched, -1);
    expect((await next).value?.data?.stockChanged).toMatchObject({ version: 7, onHand: 12 });
    await stream.return(undefined);
  });

  it('delivers all products of one store, and of no other', async () => {
    const [here, there] = [await system.aShelf(1, 1), await system.aShelf(1)];
    const stream = await system.person('CLIENT').open(WATCH, { storeId: here.storeId });
    const first = stream.next();
    await system.adjust(there.storeId, there.productIds[0] ?? '', 1);
    for (const id of here.productIds) await system.adjust(here.storeId, id, 1);
    const seen = [await first, await stream.next()].map(({ value }) => value?.data?.stockChanged);
    expect(seen.map((level) => level?.storeId)).toEqual([here.storeId, here.storeId]);
    expect(new Set(seen.map((level) => level?.product?.id))).toEqual(new Set(here.productIds));
    await stream.return(undefined);
    const many = { storeId: here.storeId, productIds: Array.from({ length: 101 }, () => uuidv7()) };
    await expect(system.person(null).open(WATCH, many)).rejects.toThrow('watch at most 100');
  });
});
