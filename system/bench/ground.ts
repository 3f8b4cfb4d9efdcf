import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCatalogWorker } from '@comptoir/catalog/worker';
import type { CatalogSaleSteps, SaleOrder, SalesSaleSteps } from '@comptoir/contracts';
import { openPool, provisionContext, withClient, type Pool } from '@comptoir/database';
import { chunksOf, uuidv7 } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import type { WorkerBase } from '@comptoir/messaging';
import { buildSalesWorker } from '@comptoir/sales/worker';
import { createLogger } from '@comptoir/telemetry';
import { startPostgres } from '../src/local/postgres.ts';
import { startRedis } from '../src/local/redis.ts';

/** Servers of a benchmark's own, durable as those of `npm start`. */
export type Servers = { adminUrl: string; redisUrl: string; pids: Record<string, number>; stop(): Promise<void> };

/** They end with the benchmark, also when it is told to stop. */
export async function startServers(): Promise<Servers> {
  const dataDir = mkdtempSync(join(tmpdir(), 'comptoir-bench-'));
  const postgres = await startPostgres({ dataDir });
  const redis = await startRedis({ dataDir });
  const end = async () => {
    await redis.stop();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const onSignal = () => void end().finally(() => process.exit(1));
  for (const signal of SIGNALS) process.once(signal, onSignal);
  const stop = async () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    await end();
  };
  const pids = { postgres: postgres.pid, redis: redis.pid ?? 0 };
  if (redis.url) return { adminUrl: postgres.adminUrl, redisUrl: redis.url, pids, stop };
  await stop();
  throw new Error('This benchmark needs Redis: install redis-server (Debian: apt-get install redis-server).');
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const CONTEXTS = ['catalog', 'sales', 'sagas'] as const;
type Context = (typeof CONTEXTS)[number];

export type SaleSteps = { catalog: CatalogSaleSteps; sales: SalesSaleSteps };

/** The three databases of a sale, new and empty but for one store with full shelves, and the steps that work on them. */
export type Chain = {
  pools: Record<Context, Pool>;
  /** For what only an owner may do. */
  ownerUrls: Record<Context, string>;
  steps: SaleSteps;
  newOrder(): SaleOrder;
  /** New orders whose sales are open, as a checkout leaves them. */
  openOrders(count: number): Promise<SaleOrder[]>;
  drop(): Promise<void>;
};

const OPENED_AT_ONCE = 500;
const log = createLogger('bench', 'warn');

/** `poolSize`: connections to each of the databases. */
export async function openChain(adminUrl: string, poolSize: number, products = 200): Promise<Chain> {
  const run = randomUUID().slice(0, 8);
  const made = await Promise.all(
    CONTEXTS.map(async (context) => {
      const migrations = fileURLToPath(new URL(`../../subgraphs/${context}/prisma/migrations`, import.meta.url));
      const database = `bench_${context}_${run}`;
      const { appUrl, ownerUrl } = await provisionContext({ context, migrations, adminUrl, secret: 'bench', database });
      return {
        context,
        database,
        ownerUrl,
        pool: openPool({ url: appUrl, context, max: poolSize, service: 'bench', log }),
      };
    }),
  );
  const by = <T>(of: (one: (typeof made)[number]) => T) =>
    Object.fromEntries(made.map((one) => [one.context, of(one)])) as Record<Context, T>;
  const pools = by(({ pool }) => pool);
  const shelf = await fillShelves(pools.catalog, products);
  const bus = memoryBus();
  // Neither steps nor their announcements use a queue.
  const base = (pool: Pool): WorkerBase => ({ pool, bus, queues: noQueues, log, service: 'bench', demo: false });
  const sales = buildSalesWorker(base(pools.sales)).steps;
  return {
    pools,
    ownerUrls: by(({ ownerUrl }) => ownerUrl),
    steps: { catalog: buildCatalogWorker(base(pools.catalog)).steps, sales },
    newOrder: () => orderFrom(shelf),
    async openOrders(count) {
      const orders = Array.from({ length: count }, () => orderFrom(shelf));
      for (const part of chunksOf(orders, OPENED_AT_ONCE))
        await sales.openSales(part.map((order) => ({ sagaId: order.sagaId, input: order })));
      return orders;
    },
    async drop() {
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
      await withClient(adminUrl, async (admin) => {
        for (const { database } of made) await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
      });
    },
  };
}

const noQueues = new Proxy({} as WorkerBase['queues'], {
  get() {
    throw new Error('The steps of a sale use no queue.');
  },
});

type Shelf = { storeId: string; productIds: string[] };
const PRICE_MINOR = 499;

/** One store that never runs out. */
async function fillShelves(catalog: Pool, count: number): Promise<Shelf> {
  const [storeId, categoryId] = [uuidv7(), uuidv7()];
  const productIds = Array.from({ length: count }, () => uuidv7());
  await catalog.query(
    `INSERT INTO store (id, name, name_key, address, time_zone) VALUES ($1, 'Bench', 'bench', '1 Long Road', 'America/Toronto')`,
    [storeId],
  );
  await catalog.query(`INSERT INTO category (id, code, name) VALUES ($1, 'BEN', 'Benchmark')`, [categoryId]);
  await catalog.query(
    `INSERT INTO product (id, sku, name, name_key, description, price_minor, currency, category_id, search)
     SELECT id, 'BEN-' || n, 'Article ' || n, 'article ' || n, 'For everyday use.', $2, 'CAD', $3, to_tsvector('simple', 'article ' || n)
       FROM unnest($1::uuid[]) WITH ORDINALITY AS p(id, n)`,
    [productIds, PRICE_MINOR, categoryId],
  );
  await catalog.query(
    `INSERT INTO stock (store_id, product_id, on_hand, received) SELECT $1, id, 1000000000, 1000000000 FROM unnest($2::uuid[]) AS p(id)`,
    [storeId, productIds],
  );
  return { storeId, productIds };
}

const MOST_LINES = 3;
const pick = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)] as T;

/** A cart of one to three lines, a unit each, accepted but not yet written anywhere. */
function orderFrom({ storeId, productIds }: Shelf): SaleOrder {
  const lines = Array.from({ length: 1 + Math.floor(Math.random() * MOST_LINES) }, () => ({
    ...{ lineId: uuidv7(), productId: pick(productIds), productName: 'Article' },
    ...{ quantity: 1, unitPriceMinor: PRICE_MINOR },
  }));
  return {
    ...{ sagaId: uuidv7(), saleId: uuidv7(), reservationId: uuidv7(), paymentId: uuidv7(), userId: uuidv7(), storeId },
    ...{ kind: 'SALE', lines, totalMinor: lines.length * PRICE_MINOR, currency: 'CAD' },
    payment: { method: 'CARD', token: 'tok_approved' },
    ...{ simulate: null, correlationId: uuidv7(), traceparent: null },
  };
}
