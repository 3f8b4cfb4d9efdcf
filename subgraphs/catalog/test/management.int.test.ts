import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { categoryStream, parseEventData, productStream, storeStream, type Quote } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import {
  ARCHIVE_PRODUCT,
  CLOSE_STORE,
  CREATE_CATEGORY,
  CREATE_PRODUCT,
  CREATE_STORE,
  startCatalog,
  UPDATE_PRODUCT,
  UPDATE_STORE,
  type TestCatalog,
} from './harness.ts';

let system: TestCatalog;
beforeAll(async () => {
  system = await startCatalog();
}, 60_000);
afterAll(() => system.dispose());

const admin = (mutation: string, input: object) => system.admin.value(mutation, { input });
/** What the events of a stream add up to. */
async function folded<S>(
  streamId: unknown,
  { initial, apply }: { initial: S | null; apply(state: S | null, event: never): S | null },
) {
  return (await system.events(String(streamId))).reduce<S | null>(
    (state, event) => apply(state, event as never),
    initial,
  );
}
const types = async (streamId: unknown) => (await system.events(String(streamId))).map(({ type }) => type);

describe('products', () => {
  const newProduct = (changes: object = {}) => ({
    ...{ sku: `NEW-${uuidv7().slice(-12).toUpperCase()}`, name: `New ${uuidv7()}`, description: 'It is new.' },
    ...{ price: { amountMinor: 1_250 }, categoryId: system.categoryId, ...changes },
  });

  it('are created with a level of 0 in every open store, changed field by field, and taken off sale', async () => {
    const [open, closed] = [await system.aStore(), await system.aStore()];
    await admin(CLOSE_STORE, { id: closed });
    const input = newProduct();
    const { product } = await admin(CREATE_PRODUCT, input);
    const id = String(product?.id);
    expect(product).toMatchObject({
      ...{
        sku: input.sku,
        description: 'It is new.',
        price: { amountMinor: 1_250, currency: 'CAD' },
        archivedAt: null,
        version: 1,
      },
      ...{ category: { id: system.categoryId, code: 'TST' }, imageUrl: `/images/${input.sku}.svg` },
    });
    const levels = await system.admin.value(
      'query ($id: ID!, $a: ID!, $b: ID!) { product(id: $id) { a: stock(storeId: $a) { available status } b: stock(storeId: $b) { available } none: stock(storeId: "x") { available } } }',
      { id, a: open, b: closed },
    );
    expect(levels).toEqual({ a: { available: 0, status: 'OUT' }, b: null, none: null });

    const change = (changes: object) => admin(UPDATE_PRODUCT, { id, ...changes });
    expect(await change({ price: { amountMinor: 1_300 }, expectedVersion: 1 })).toMatchObject({
      product: { version: 2, price: { amountMinor: 1_300 } },
    });
    expect(await change({ name: `Renamed ${id}`, price: { amountMinor: 1_400 } })).toMatchObject({
      product: { version: 4, name: `Renamed ${id}` },
    });
    expect(await change({ name: null, description: 'It is new.' })).toMatchObject({ product: { version: 4 } });
    expect(await change({ name: 'Other', expectedVersion: 2 })).toMatchObject({ code: 'CONFLICT', currentVersion: 4 });
    expect(
      (await system.person(null).value('{ products(search: "' + id.slice(0, 8) + '") { edges { node { id } } } }'))
        .edges,
    ).toMatchObject([{ node: { id } }]);
    expect(await admin(ARCHIVE_PRODUCT, { id, expectedVersion: 1 })).toMatchObject({
      code: 'CONFLICT',
      currentVersion: 4,
    });
    expect(await admin(ARCHIVE_PRODUCT, { id, expectedVersion: 4 })).toMatchObject({
      product: { archivedAt: expect.any(String), version: 5 },
    });
    expect(await admin(ARCHIVE_PRODUCT, { id, expectedVersion: 4 })).toMatchObject({ product: { version: 5 } });
    expect(await change({ name: 'Too late' })).toMatchObject({
      __typename: 'ArchivedProductProblem',
      code: 'PRODUCT_ARCHIVED',
    });

    expect(await types(id)).toEqual([
      'ProductCreated',
      'ProductRepriced',
      'ProductUpdated',
      'ProductRepriced',
      'ProductArchived',
    ]);
    for (const { type, data } of await system.events(id)) parseEventData(type as 'ProductCreated', data);
    expect(await folded(id, productStream)).toMatchObject({
      sku: input.sku,
      name: `Renamed ${id}`,
      priceMinor: 1_400,
      archivedAt: expect.any(String),
    });
  });

  it('are refused with every field that is wrong, taken or unknown', async () => {
    const input = newProduct();
    await admin(CREATE_PRODUCT, input);
    const other = await system.aProduct();
    const create = (changes: object) => admin(CREATE_PRODUCT, newProduct(changes));
    expect(await create({ sku: 'no sku', name: 'x', price: { amountMinor: -1, currency: 'EUR' } })).toMatchObject({
      code: 'VALIDATION',
      fields: [
        { path: ['sku'] },
        { path: ['name'] },
        { path: ['price', 'amountMinor'] },
        { path: ['price', 'currency'] },
      ],
    });
    expect(await create({ name: `Nul\0${uuidv7()}`, description: '\0' })).toMatchObject({
      product: { description: '' },
    });
    expect(
      await system.person(null).value('query ($sku: String!) { productBySku(sku: $sku) { id } }', { sku: 'A\0B' }),
    ).toBeNull();
    expect(
      await system.person(null).value('query ($sku: String!) { productBySku(sku: $sku) { name } }', { sku: input.sku }),
    ).toEqual({ name: input.name });
    expect(await create({ sku: input.sku })).toMatchObject({ code: 'VALIDATION', fields: [{ path: ['sku'] }] });
    expect(await create({ name: ` ${input.name.toUpperCase()}` })).toMatchObject({
      code: 'VALIDATION',
      fields: [{ path: ['name'] }],
    });
    expect(await admin(UPDATE_PRODUCT, { id: other, name: input.name })).toMatchObject({
      code: 'VALIDATION',
      fields: [{ path: ['name'] }],
    });
    expect(
      await admin(UPDATE_PRODUCT, {
        id: other,
        name: 'x',
        description: 'y'.repeat(4_001),
        price: { amountMinor: 1e9 },
      }),
    ).toMatchObject({ fields: [{}, {}, {}] });
    for (const categoryId of [uuidv7(), 'x']) {
      expect(await create({ categoryId })).toMatchObject({ code: 'NOT_FOUND', id: categoryId });
      expect(await admin(UPDATE_PRODUCT, { id: other, categoryId })).toMatchObject({
        code: 'NOT_FOUND',
        id: categoryId,
      });
    }
    for (const id of [uuidv7(), 'x'])
      for (const mutation of [UPDATE_PRODUCT, ARCHIVE_PRODUCT])
        expect(await admin(mutation, { id })).toMatchObject({ code: 'NOT_FOUND', id });
    expect(await types(other)).toEqual(['ProductCreated']);
  });

  it('have one level in every store although both are created at the same moment', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        n % 2
          ? admin(CREATE_PRODUCT, newProduct())
          : admin(CREATE_STORE, { name: `Twin ${uuidv7()}`, address: '1 rue du Test' }),
      ),
    );
    const ids = (kind: 'store' | 'product') =>
      made.flatMap((answer) => (answer[kind] ? [String(answer[kind].id)] : []));
    const { rows } = await system.pool.query('SELECT FROM stock WHERE store_id = ANY($1) AND product_id = ANY($2)', [
      ids('store'),
      ids('product'),
    ]);
    expect(rows).toHaveLength(36);
  });
});

describe('categories', () => {
  it('are created, and listed by name for everybody', async () => {
    const { category } = await admin(CREATE_CATEGORY, { code: 'AAA', name: 'Aardvarks' });
    expect(category).toMatchObject({ code: 'AAA', name: 'Aardvarks' });
    expect(await folded(category?.id, categoryStream)).toEqual({ code: 'AAA', name: 'Aardvarks' });
    expect((await system.person(null).value('{ categories { code } }')) as unknown).toMatchObject([
      { code: 'AAA' },
      { code: 'TST' },
    ]);
    expect(await admin(CREATE_CATEGORY, { code: 'AAA', name: 'Again' })).toMatchObject({
      code: 'VALIDATION',
      fields: [{ path: ['code'] }],
    });
    expect(await admin(CREATE_CATEGORY, { code: 'a', name: 'x' })).toMatchObject({
      fields: [{ path: ['code'] }, { path: ['name'] }],
    });
  });
});

describe('stores', () => {
  it('are opened with a level of 0 of every product, changed, closed, and listed with the open ones first', async () => {
    const product = await system.aProduct();
    const { store } = await admin(CREATE_STORE, {
      name: ' Zébra ',
      address: '2 rue du Test',
      timeZone: 'America/Halifax',
    });
    const id = String(store?.id);
    expect(store).toMatchObject({ name: 'Zébra', timeZone: 'America/Halifax', closedAt: null, version: 1 });
    expect(await system.level(id, product)).toMatchObject({ onHand: 0 });
    const change = (changes: object) =>
      system.person('MANAGER', [id]).value(UPDATE_STORE, { input: { id, ...changes } });
    expect(await change({ address: '3 rue du Test', expectedVersion: 1 })).toMatchObject({
      store: { address: '3 rue du Test', version: 2 },
    });
    expect(await change({ name: 'Zébra' })).toMatchObject({ store: { version: 2 } });
    expect(await change({ name: 'Zorro', expectedVersion: 1 })).toMatchObject({ code: 'CONFLICT', currentVersion: 2 });
    await system.aStore('aaa first');
    expect(await change({ name: 'AAA  first' })).toMatchObject({ code: 'VALIDATION', fields: [{ path: ['name'] }] });
    expect(await admin(CREATE_STORE, { name: 'ZEBRA', address: 'x', timeZone: 'Mars' })).toMatchObject({
      fields: [{ path: ['address'] }, { path: ['timeZone'] }],
    });
    expect(await admin(CREATE_STORE, { name: 'ZEBRA', address: '4 rue du Test' })).toMatchObject({
      fields: [{ path: ['name'] }],
    });
    expect(await change({ name: 'x', address: 'x', timeZone: 'Mars' })).toMatchObject({ fields: [{}, {}, {}] });

    expect(await admin(CLOSE_STORE, { id, expectedVersion: 1 })).toMatchObject({ code: 'CONFLICT' });
    expect(await admin(CLOSE_STORE, { id })).toMatchObject({ store: { closedAt: expect.any(String), version: 3 } });
    expect(await admin(CLOSE_STORE, { id })).toMatchObject({ store: { version: 3 } });
    expect(await change({ name: 'Too late' })).toMatchObject({
      __typename: 'ClosedStoreProblem',
      code: 'STORE_CLOSED',
    });
    const stores = (await system.person(null).value('{ stores { name closedAt } }')) as unknown as {
      name: string;
      closedAt: string | null;
    }[];
    expect(stores[0]?.name).toBe('aaa first');
    const firstClosed = stores.findIndex(({ closedAt }) => closedAt);
    expect(stores.slice(firstClosed).every(({ closedAt }) => closedAt)).toBe(true);
    expect(stores.slice(firstClosed).map(({ name }) => name)).toContain('Zébra');
    expect(await types(id)).toEqual(['StoreOpened', 'StoreUpdated', 'StoreClosed']);
    expect(await folded(id, storeStream)).toMatchObject({
      name: 'Zébra',
      address: '3 rue du Test',
      closedAt: expect.any(String),
    });
    for (const missing of [uuidv7(), 'x'])
      for (const mutation of [UPDATE_STORE, CLOSE_STORE])
        expect(await admin(mutation, { id: missing })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the port quote', () => {
  it('tells names and prices as they are now, for any number of carts in two statements', async () => {
    const {
      storeId,
      productIds: [a = '', b = ''],
    } = await system.aShelf(1, 1);
    const closed = await system.aStore();
    await admin(CLOSE_STORE, { id: closed });
    await admin(ARCHIVE_PRODUCT, { id: b });
    const statements: string[] = [];
    const query = system.pool.query.bind(system.pool);
    system.pool.query = ((text: string, ...rest: []) => (statements.push(text), query(text, ...rest))) as never;
    const asked = [
      { storeId, productIds: [b, a, a, uuidv7(), 'x'] },
      { storeId: closed, productIds: [] },
      { storeId: 'x', productIds: [a] },
    ];
    const answers = (await system.catalog.internal.quote?.(asked)) as Quote[];
    system.pool.query = query;
    expect(statements).toHaveLength(2);
    expect(answers[0]).toMatchObject({
      store: { id: storeId, open: true },
      products: [
        { id: b, archived: true },
        { id: a, archived: false, priceMinor: 499, currency: 'CAD' },
      ],
    });
    expect(answers.slice(1)).toMatchObject([
      { store: { id: closed, open: false }, products: [] },
      { store: null, products: [{ id: a }] },
    ]);
    await expect(system.catalog.internal.quote?.([{ storeId }])).rejects.toThrow();
  });
});

it('tells whether its database answers', async () => {
  expect(await system.catalog.health()).toEqual([{ name: 'database catalog', ok: true }]);
});
