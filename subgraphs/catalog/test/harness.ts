import { randomUUID } from 'node:crypto';
import type { CatalogSaleSteps, RefundOrder, SaleOrder, SetStep, Simulate, StepAnswer } from '@comptoir/contracts';
import { openPool, withClient, type Pool } from '@comptoir/database';
import { uuidv7, type Actor, type Role } from '@comptoir/kit';
import { memoryBus, type LiveMessage } from '@comptoir/live';
import { createLogger } from '@comptoir/telemetry';
import { asking, type Asker, type Loose } from '@comptoir/testing/asking';
import { freshDatabase } from '@comptoir/testing/database';
import { buildCatalog } from '../src/app.ts';
import { buildCatalogWorker } from '../src/worker.ts';

export type { Loose };

/** Somebody who asks the subgraph. */
export type TestPerson = Asker & { actor: Actor | null };

export async function startCatalog({ reservationTtlSeconds = 30, demo = true } = {}) {
  const database = await freshDatabase('catalog');
  const log = createLogger('catalog-test', 'silent');
  const pool = openPool({ url: database.url, context: 'catalog', max: 12, service: 'catalog-test', log });
  const bus = memoryBus();
  const published: LiveMessage[] = [];
  const woken: LiveMessage[] = [];
  bus.subscribe('stock', (messages) => void published.push(...messages));
  bus.subscribe('events', (messages) => void woken.push(...messages));
  const base = { pool, bus, log, service: 'catalog-test', demo };
  const catalog = buildCatalog(base);
  const worker = buildCatalogWorker({ ...base, reservationTtlSeconds });

  const person = (role: Role | null, storeIds: string[] = []): TestPerson => {
    const actor: Actor | null = role && { sub: uuidv7(), role, storeIds, sessionId: uuidv7() };
    return { actor, ...asking(catalog, actor) };
  };

  const admin = person('ADMIN');
  const categoryId = uuidv7();
  await pool.query(`INSERT INTO category (id, code, name) VALUES ($1, 'TST', 'Things to test')`, [categoryId]);

  /** A store of its own for a test. */
  async function aStore(name = `Store ${randomUUID().slice(0, 8)}`): Promise<string> {
    const id = uuidv7();
    await pool.query(
      `INSERT INTO store (id, name, name_key, address, time_zone) VALUES ($1, $2, lower($2), '1 rue du Test', 'America/Toronto')`,
      [id, name],
    );
    return id;
  }

  /** A product on sale; `stock` puts units into a store. */
  async function aProduct({
    name = `Thing ${randomUUID()}`,
    priceMinor = 499,
  }: { name?: string; priceMinor?: number } = {}): Promise<string> {
    const sku = `TST-${randomUUID().slice(0, 13).toUpperCase()}`;
    const input = { sku, name, price: { amountMinor: priceMinor }, categoryId };
    const { product, message } = await admin.value(CREATE_PRODUCT, { input });
    if (!product) throw new Error(`${name}: ${String(message)}`);
    return String(product.id);
  }

  async function adjust(storeId: string, productId: string, delta: number): Promise<Loose> {
    return admin.value(ADJUST_STOCK, { input: { storeId, productId, delta, reason: 'RECEIVED' } });
  }

  /** A store with products of so many units each. */
  async function aShelf(...units: number[]): Promise<{ storeId: string; productIds: string[] }> {
    const storeId = await aStore();
    const productIds = await Promise.all(units.map(() => aProduct()));
    for (const [i, productId] of productIds.entries()) await adjust(storeId, productId, units[i] ?? 0);
    return { storeId, productIds };
  }

  const level = async (storeId: string, productId: string) => {
    const { rows } = await pool.query<{ onHand: number; reserved: number; sold: number; received: number }>(
      'SELECT on_hand AS "onHand", reserved, sold, received FROM stock WHERE store_id = $1 AND product_id = $2',
      [storeId, productId],
    );
    return rows[0];
  };

  return {
    ...{
      catalog,
      worker,
      pool,
      bus,
      published,
      woken,
      person,
      admin,
      categoryId,
      aStore,
      aProduct,
      adjust,
      aShelf,
      level,
    },
    steps: worker.steps,
    /** A worker on the same database that is told something else. */
    anotherWorker: (settings: { reservationTtlSeconds?: number; demo?: boolean }) =>
      buildCatalogWorker({ ...base, ...settings }),
    /** As the owner of the tables, whom the rights of the application do not bind. */
    asOwner: (sql: string, values: unknown[] = []) =>
      withClient(database.ownerUrl, (owner) => owner.query(sql, values)),
    /** Brings the planner's statistics up to date, as autovacuum does after a while. */
    analyze: () => withClient(database.ownerUrl, async (owner) => void (await owner.query('ANALYZE'))),
    events: (streamId: string) => eventsOf(pool, streamId),
    async dispose() {
      await worker.dispose();
      await catalog.dispose();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestCatalog = Awaited<ReturnType<typeof startCatalog>>;

async function eventsOf(
  pool: Pool,
  streamId: string,
): Promise<{ type: string; data: Record<string, never>; metadata: Loose }[]> {
  const { rows } = await pool.query(
    'SELECT type, data, metadata FROM event WHERE stream_id = $1 ORDER BY stream_version',
    [streamId],
  );
  return rows as never;
}

/** The frozen input of a sale, as checkout would have written it. */
export function anOrder(
  storeId: string,
  lines: [productId: string, quantity: number][],
  simulate: Simulate | null = null,
): SaleOrder {
  const items = lines.map(([productId, quantity]) => ({
    lineId: uuidv7(),
    productId,
    productName: 'Thing',
    quantity,
    unitPriceMinor: 100,
  }));
  return {
    ...{
      sagaId: uuidv7(),
      saleId: uuidv7(),
      reservationId: uuidv7(),
      paymentId: uuidv7(),
      userId: uuidv7(),
      correlationId: randomUUID(),
    },
    ...{ storeId, kind: 'SALE', lines: items, currency: 'CAD', simulate, traceparent: null },
    totalMinor: items.reduce((sum, { quantity }) => sum + quantity * 100, 0),
    payment: { method: 'CARD', token: 'tok_approved' },
  };
}

/** The frozen input of a refund of such lines, as its approval would have told it. */
export function aRefund(
  storeId: string,
  lines: [productId: string, quantity: number][],
  more: Partial<RefundOrder> = {},
): RefundOrder {
  const items = lines.map(([productId, quantity]) => ({
    ...{ saleLineId: uuidv7(), productId, quantity, amountMinor: quantity * 100 },
  }));
  return {
    ...{ sagaId: uuidv7(), refundId: uuidv7(), saleId: uuidv7(), userId: uuidv7(), storeId, paymentId: uuidv7() },
    ...{ method: 'CARD', lines: items, amountMinor: items.reduce((sum, { amountMinor }) => sum + amountMinor, 0) },
    ...{ currency: 'CAD', restock: true, correlationId: randomUUID(), traceparent: null, ...more },
  };
}

/** Asks a step for one chunk; answers in the order of the orders: `done`, or the code of the refusal. */
export async function run<Order extends { sagaId: string }>(
  step: SetStep<Order>,
  orders: readonly Order[],
): Promise<string[]> {
  const answers = await step(orders.map((order) => ({ sagaId: order.sagaId, input: order })));
  const told = (answer: StepAnswer | undefined) =>
    answer?.outcome === 'refused' ? answer.code : String(answer?.outcome);
  return orders.map(({ sagaId }) => told(answers.get(sagaId)));
}

export const doAll = async (
  { verifyStock, reserveStock, confirmReservation }: CatalogSaleSteps,
  order: SaleOrder,
): Promise<string[]> => [
  ...(await run(verifyStock, [order])),
  ...(await run(reserveStock, [order])),
  ...(await run(confirmReservation, [order])),
];

const PROBLEM = '... on Problem { code message } ... on ValidationProblem { fields { path message } }';
const NOT_FOUND = '... on NotFoundProblem { id }';
const CONFLICT = '... on ConflictProblem { currentVersion }';
const mutation = (name: string, success: string, ...problems: string[]) => {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${success} } ${problems.join(' ')} } }`;
};

const LEVEL_FIELDS = 'id storeId onHand reserved available status updatedAt version';
const PRODUCT_FIELDS =
  'id sku name description price { amountMinor currency } category { id name code } imageUrl archivedAt createdAt version';

export const CREATE_PRODUCT = mutation('createProduct', `product { ${PRODUCT_FIELDS} }`, PROBLEM, NOT_FOUND);
export const ADJUST_STOCK = mutation(
  'adjustStock',
  `stock { ${LEVEL_FIELDS} }`,
  PROBLEM,
  CONFLICT,
  '... on InsufficientStockProblem { onHand reserved available }',
);
export const CREATE_CATEGORY = mutation('createCategory', 'category { id code name }', PROBLEM);
export const UPDATE_PRODUCT = mutation('updateProduct', `product { ${PRODUCT_FIELDS} }`, PROBLEM, CONFLICT, NOT_FOUND);
export const ARCHIVE_PRODUCT = mutation(
  'archiveProduct',
  `product { ${PRODUCT_FIELDS} }`,
  '... on Problem { code message }',
  CONFLICT,
  NOT_FOUND,
);
const STORE_FIELDS = 'id name address timeZone openedAt closedAt version';
export const CREATE_STORE = mutation('createStore', `store { ${STORE_FIELDS} }`, PROBLEM);
export const UPDATE_STORE = mutation('updateStore', `store { ${STORE_FIELDS} }`, PROBLEM, CONFLICT);
export const CLOSE_STORE = mutation(
  'closeStore',
  `store { ${STORE_FIELDS} }`,
  '... on Problem { code message }',
  CONFLICT,
);
