import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { nameKey, wordsOf } from '../src/domain/text.ts';
import { productPageSql } from '../src/infrastructure/product-page.ts';
import { startCatalog, type Loose, type TestCatalog } from './harness.ts';

const PRODUCTS = 5_000;
/** A number as a word of its own. */
const spelled = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
const COLOURS = ['Red', 'Green', 'Blue', 'Écru'];

let system: TestCatalog;
let storeId: string;
let otherCategoryId: string;

/** Some thousand products, written as the seed would; a tenth of them archived, prices and ages with many doubles. */
async function fill(): Promise<void> {
  const { pool } = system;
  storeId = await system.aStore();
  otherCategoryId = uuidv7();
  await pool.query(`INSERT INTO category (id, code, name) VALUES ($1, 'OTH', 'Other things')`, [otherCategoryId]);
  const rows = Array.from({ length: PRODUCTS }, (_, n) => {
    const name = `${COLOURS[n % 4]} thing ${spelled((n * 7919) % PRODUCTS)}`;
    return {
      id: uuidv7(),
      sku: `BLK-${n}`,
      name,
      key: nameKey(name),
      words: wordsOf(`BLK-${n}`, name, n === 1234 ? 'Crème brûlée' : ''),
    };
  });
  await pool.query(
    `INSERT INTO product (id, sku, name, name_key, description, price_minor, currency, category_id, created_at, archived_at, search)
     SELECT id, sku, name, key, repeat(name || ', chosen by our buyers. ', 5), 100 + n % 37, 'CAD', CASE WHEN n % 5 = 0 THEN $6::uuid ELSE $7::uuid END,
            timestamptz '2026-01-01 00:00:00.000123Z' + (n % 501) * interval '1 microsecond',
            CASE WHEN n % 10 = 0 THEN now() END, array_to_tsvector(words::text[])
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS p (id, sku, name, key, words, n)`,
    [
      rows.map((r) => r.id),
      rows.map((r) => r.sku),
      rows.map((r) => r.name),
      rows.map((r) => r.key),
      rows.map((r) => `{${r.words.map((w) => `"${w}"`).join(',')}}`),
      otherCategoryId,
      system.categoryId,
    ],
  );
  await pool.query(
    `INSERT INTO stock (store_id, product_id, on_hand, received)
     SELECT $1, id, n % 90, n % 90 FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM product) p`,
    [storeId],
  );
}

beforeAll(async () => {
  system = await startCatalog();
  await fill();
}, 60_000);
afterAll(() => system.dispose());

const LIST = `query ($first: Int, $after: String, $search: String, $filter: ProductFilter, $orderBy: ProductOrder, $storeId: ID!) {
  products(first: $first, after: $after, search: $search, filter: $filter, orderBy: $orderBy) {
    edges { cursor node { id sku name createdAt price { amountMinor } category { id } archivedAt stock(storeId: $storeId) { available } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

type Node = {
  id: string;
  sku: string;
  name: string;
  createdAt: string;
  price: { amountMinor: number };
  stock: { available: number } | null;
};

async function page(variables: object, person = system.person(null)): Promise<{ nodes: Node[]; pageInfo: Loose }> {
  const list = await person.value(LIST, { storeId, ...variables });
  return {
    nodes: (list.edges as unknown as { node: Node }[]).map(({ node }) => node),
    pageInfo: list.pageInfo as Loose,
  };
}

/** All pages of a list. */
async function walk(variables: object, person = system.person(null)): Promise<Node[]> {
  const all: Node[] = [];
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo } = await page({ first: 100, ...variables, after }, person);
    all.push(...nodes);
    if (!pageInfo.hasNextPage) return all;
    after = String(pageInfo.endCursor);
  }
}

const code = async (variables: object, person = system.person(null)) =>
  (await person.ask(LIST, { storeId, ...variables })).errors[0]?.extensions.code;

describe('pages', () => {
  const ON_SALE = PRODUCTS * 0.9;
  const orders: [string, (node: Node) => string | number][] = [
    ['NAME', ({ name }) => nameKey(name)],
    ['PRICE', ({ price }) => price.amountMinor],
    ['CREATED_AT', ({ createdAt }) => createdAt],
    ['AVAILABLE', ({ stock }) => stock?.available ?? 0],
  ];
  it.each(orders)(
    'by %s hold every product once, both ways round',
    async (field, keyOf) => {
      for (const direction of ['ASC', 'DESC']) {
        const nodes = await walk({ orderBy: { field, direction }, filter: { storeId } });
        expect(nodes).toHaveLength(ON_SALE);
        expect(new Set(nodes.map(({ id }) => id)).size).toBe(ON_SALE);
        const keys = nodes.map(keyOf);
        const sorted = field === 'NAME' ? null : [...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        if (sorted) expect(keys).toEqual(direction === 'ASC' ? sorted : sorted.reverse());
      }
    },
    60_000,
  );

  it('begin by name with 20, and tell where they stand', async () => {
    const first = await page({});
    expect(first.nodes).toHaveLength(20);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await page({ after: first.pageInfo.endCursor });
    expect(second.pageInfo.hasPreviousPage).toBe(true);
    expect(nameKey(first.nodes[19]?.name ?? '') < nameKey(second.nodes[0]?.name ?? '')).toBe(true);
  });

  it('refuse sizes and cursors that are none, also those of another order', async () => {
    const { pageInfo } = await page({ orderBy: { field: 'PRICE' } });
    const named = Buffer.from(JSON.stringify(['NAME', 'a\0b', uuidv7()])).toString('base64url');
    const priced = Buffer.from(JSON.stringify(['PRICE', 1.5, uuidv7()])).toString('base64url');
    for (const variables of [
      { first: 0 },
      { first: 101 },
      { after: 'x' },
      { after: pageInfo.endCursor },
      { after: named },
    ])
      expect(await code(variables)).toBe('BAD_USER_INPUT');
    expect(await code({ after: priced, orderBy: { field: 'PRICE' } })).toBe('BAD_USER_INPUT');
    expect(await code({ after: pageInfo.endCursor, orderBy: { field: 'PRICE' } })).toBeUndefined();
  });
});

describe('search and filters', () => {
  it('finds beginnings of words in name, SKU and description, without case and accents, all of them', async () => {
    const found = async (search: string) => (await page({ search })).nodes.map(({ sku }) => sku);
    expect(await found('CREME brul')).toEqual(['BLK-1234']);
    expect(await found('blk-1234')).toEqual(['BLK-1234']);
    expect(await found('ecru blk-1235')).toEqual(['BLK-1235']);
    expect(await found('red blk-1235')).toEqual([]);
    expect(await found(`'!) | (`)).toEqual([]);
    expect(await found('   ')).toHaveLength(20);
    expect(await walk({ search: 'ecru' })).toHaveLength(
      PRODUCTS / 4 - (await walk({ search: 'ecru', filter: { archived: true } }, system.admin)).length,
    );
    expect(await code({ search: 'x'.repeat(101) })).toBe('BAD_USER_INPUT');
  });

  it('goes through what a search found page by page, in any order', async () => {
    for (const field of ['NAME', 'PRICE', 'AVAILABLE']) {
      const nodes = await walk({
        search: 'blue thing',
        orderBy: { field, direction: 'DESC' },
        filter: { storeId },
        first: 70,
      });
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
      expect(nodes.every(({ name }) => name.startsWith('Blue'))).toBe(true);
    }
  });

  it('holds all conditions at once', async () => {
    const filter = { categoryId: otherCategoryId, storeId, inStockOnly: true, minPriceMinor: 110, maxPriceMinor: 120 };
    const nodes = await walk({ filter });
    expect(nodes.length).toBeGreaterThan(50);
    for (const node of nodes) {
      expect(node).toMatchObject({ category: { id: otherCategoryId }, archivedAt: null });
      expect(node.price.amountMinor).toBeGreaterThanOrEqual(110);
      expect(node.price.amountMinor).toBeLessThanOrEqual(120);
      expect(node.stock?.available).toBeGreaterThan(0);
    }
    expect((await walk({ filter: { categoryId: 'none' } })).length).toBe(0);
    expect(await code({ filter: { inStockOnly: true } })).toBe('BAD_USER_INPUT');
    expect(await code({ orderBy: { field: 'AVAILABLE' } })).toBe('BAD_USER_INPUT');
  });

  it('shows what is off sale to admins only', async () => {
    const filter = { archived: true };
    expect(await walk({ filter }, system.admin)).toHaveLength(PRODUCTS / 10);
    expect(await code({ filter }, system.person('MANAGER', [storeId]))).toBe('FORBIDDEN');
    expect(await code({ filter })).toBe('UNAUTHENTICATED');
  });
});

describe('plans', () => {
  const wanted = { words: null, filter: {}, field: 'NAME', direction: 'ASC', after: null, take: 21 } as const;
  async function planOf(changes: Partial<Parameters<typeof productPageSql>[0]>): Promise<string> {
    const [text, parameters] = productPageSql({ ...wanted, ...changes });
    const { rows } = await system.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, parameters);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }
  beforeAll(async () => {
    await system.analyze();
  });

  it('search in the index of words', async () => {
    expect(await planOf({ words: ['creme', 'brul'] })).toContain('product_search');
  });
  it('list in the index of the order, without sorting', async () => {
    const after = { key: 110, id: uuidv7() };
    const [byName, byPrice, byAge] = [
      await planOf({ after: { key: 'green', id: uuidv7() } }),
      await planOf({ field: 'PRICE', direction: 'DESC', after }),
      await planOf({ field: 'CREATED_AT', after }),
    ];
    expect(byName).toContain('product_by_name');
    expect(byPrice).toContain('product_by_price');
    expect(byAge).toContain('product_by_age');
    for (const plan of [byName, byPrice, byAge]) expect(plan).not.toContain('Sort');
  });
});
