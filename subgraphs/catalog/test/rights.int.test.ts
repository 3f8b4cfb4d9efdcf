import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { levelId } from '../src/domain/stock.ts';
import {
  ADJUST_STOCK,
  ARCHIVE_PRODUCT,
  CLOSE_STORE,
  CREATE_CATEGORY,
  CREATE_PRODUCT,
  CREATE_STORE,
  startCatalog,
  UPDATE_PRODUCT,
  UPDATE_STORE,
  type TestCatalog,
  type TestPerson,
} from './harness.ts';

let system: TestCatalog;
beforeAll(async () => {
  system = await startCatalog();
}, 60_000);
afterAll(() => system.dispose());

type Shelf = { storeId: string; productIds: string[] };
const product = ({ productIds }: Shelf) => productIds[0] ?? '';
const EVERYBODY = ['nobody', 'client', 'agent', 'manager of another', 'manager', 'admin'];
const MANAGERS = ['manager', 'admin'];
const ADMIN = ['admin'];

const matrix: [string, string, (shelf: Shelf) => object, string[]][] = [
  ['products', '{ products { edges { node { id } } } }', () => ({}), EVERYBODY],
  ['product', 'query ($id: ID!) { product(id: $id) { id } }', (s) => ({ id: product(s) }), EVERYBODY],
  [
    'stock levels',
    'query ($id: ID!) { product(id: $id) { stockByStore { onHand } } }',
    (s) => ({ id: product(s) }),
    EVERYBODY,
  ],
  ['productBySku', '{ productBySku(sku: "TST-1") { id } }', () => ({}), EVERYBODY],
  ['categories', '{ categories { id } }', () => ({}), EVERYBODY],
  ['stores', '{ stores { id } }', () => ({}), EVERYBODY],
  [
    'store',
    'query ($id: ID!) { store(id: $id) { id stock { edges { node { onHand } } } } }',
    ({ storeId }) => ({ id: storeId }),
    EVERYBODY,
  ],
  [
    'lowStock of a store',
    'query ($id: ID!) { lowStock(storeId: $id) { edges { cursor } } }',
    ({ storeId }) => ({ id: storeId }),
    MANAGERS,
  ],
  ['lowStock of one’s own', '{ lowStock { edges { cursor } } }', () => ({}), ['manager of another', ...MANAGERS]],
  [
    'inventoryReport',
    'query ($id: ID!) { inventoryReport(storeId: $id) { onHand } }',
    ({ storeId }) => ({ id: storeId }),
    MANAGERS,
  ],
  [
    'adjustStock',
    ADJUST_STOCK,
    (s) => ({ input: { storeId: s.storeId, productId: product(s), delta: 1, reason: 'COUNTED' } }),
    MANAGERS,
  ],
  ['updateStore', UPDATE_STORE, ({ storeId }) => ({ input: { id: storeId } }), MANAGERS],
  ['createCategory', CREATE_CATEGORY, () => ({ input: { code: 'X', name: 'X' } }), ADMIN],
  [
    'createProduct',
    CREATE_PRODUCT,
    () => ({ input: { sku: 'X', name: 'X', price: { amountMinor: 1 }, categoryId: 'x' } }),
    ADMIN,
  ],
  ['updateProduct', UPDATE_PRODUCT, (s) => ({ input: { id: product(s) } }), ADMIN],
  ['archiveProduct', ARCHIVE_PRODUCT, () => ({ input: { id: uuidv7() } }), ADMIN],
  ['createStore', CREATE_STORE, () => ({ input: { name: 'x', address: 'x' } }), ADMIN],
  ['closeStore', CLOSE_STORE, () => ({ input: { id: uuidv7() } }), ADMIN],
];

describe('who may what', () => {
  it.each(matrix)('%s', async (_name, query, variablesOf, allowed) => {
    const shelf = await system.aShelf(5);
    const people: [string, TestPerson][] = [
      ['nobody', system.person(null)],
      ['client', system.person('CLIENT')],
      ['agent', system.person('AGENT')],
      ['manager of another', system.person('MANAGER', [await system.aStore()])],
      ['manager', system.person('MANAGER', [shelf.storeId])],
      ['admin', system.person('ADMIN')],
    ];
    for (const [who, person] of people) {
      const { data, errors } = await person.ask(query, variablesOf(shelf));
      const expected = allowed.includes(who) ? undefined : who === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect([who, errors[0]?.extensions.code]).toEqual([who, expected]);
      if (expected) expect(Object.values(data)).toEqual([null]);
    }
    if (!allowed.includes('manager of another'))
      expect(await system.level(shelf.storeId, product(shelf))).toMatchObject({ sold: 0 });
  });

  it('answers null without an error for what does not exist', async () => {
    const query =
      'query ($id: ID!) { product(id: $id) { id } store(id: $id) { id } productBySku(sku: $id) { id } }'.replace(
        'sku: $id',
        'sku: "NONE"',
      );
    for (const id of [uuidv7(), 'x']) {
      const { data, errors } = await system.person(null).ask(query, { id });
      expect([data, errors]).toEqual([{ product: null, store: null, productBySku: null }, []]);
    }
  });
});

describe('references', () => {
  /** How many statements the answer cost, on the pool and on connections taken from it. */
  async function counted(
    query: string,
    variables: object,
  ): Promise<{ data: Record<string, unknown>; statements: number }> {
    const pooled = jest.spyOn(system.pool, 'query');
    const connected = jest.spyOn(system.pool, 'connect');
    const { data, errors } = await system.person('MANAGER', []).ask(query, variables);
    expect(errors).toEqual([]);
    const statements = pooled.mock.calls.length;
    // `query` of a pool takes a connection itself: more of those would be transactions.
    expect(connected.mock.calls.length).toBeLessThanOrEqual(statements);
    pooled.mockRestore();
    connected.mockRestore();
    return { data, statements };
  }
  const references = (fields: string) => `query ($r: [_Any!]!) { _entities(representations: $r) { ${fields} } }`;

  it.each(['Product', 'Store', 'Category', 'StockLevel'])('to any number of %s cost one statement', async (type) => {
    const shelves = await Promise.all([system.aShelf(1, 1, 1), system.aShelf(1, 1, 1)]);
    const ids: Record<string, string[]> = {
      Product: shelves.flatMap(({ productIds }) => productIds),
      Store: shelves.map(({ storeId }) => storeId),
      Category: [system.categoryId],
      StockLevel: shelves.flatMap(({ storeId, productIds }) => productIds.map((id) => levelId(storeId, id))),
    };
    const wanted = [...(ids[type] ?? []), ...(ids[type] ?? []), uuidv7(), 'nonsense'];
    const { data, statements } = await counted(references(`... on ${type} { id }`), {
      r: wanted.map((id) => ({ __typename: type, id })),
    });
    expect(statements).toBe(1);
    const found = (data._entities as ({ id: string } | null)[]).map((entity) => entity?.id ?? null);
    expect(found).toEqual([...wanted.slice(0, -2), null, null]);
  });

  it('costs one statement a level, however wide the query', async () => {
    const shelves = await Promise.all([system.aShelf(1, 1, 1), system.aShelf(1, 1, 1)]);
    const products = shelves.flatMap(({ productIds }) => productIds);
    const fields = `... on Product { category { name } stockByStore { store { name } product { name } }
      a: stock(storeId: "${shelves[0]?.storeId}") { onHand } b: stock(storeId: "${shelves[1]?.storeId}") { onHand } }`;
    const wide = await counted(references(fields), { r: products.map((id) => ({ __typename: 'Product', id })) });
    // Products, categories, levels by store, levels of all stores, stores: each once.
    expect(wide.statements).toBe(5);
    const shelf = 'stock(first: 2) { edges { node { product { name } } } pageInfo { hasNextPage } }';
    const stores = await counted(references(`... on Store { ${shelf} }`), {
      r: shelves.map(({ storeId }) => ({ __typename: 'Store', id: storeId })),
    });
    // Stores, a page of each, products.
    expect(stores.statements).toBe(3);
  });
});
