/**
 * Sustained checkouts through the public API to SALE_CONFIRMED, 64 in flight, on the fleet topology with a durable
 * PostgreSQL, Redis, relay and audit running, the client on the same machine. From click to confirmed means: from
 * sending the mutation to the arrival of SALE_CONFIRMED on the shopper's own subscription.
 *
 * npm run bench:checkout -- [--seconds 30] [--in-flight 64] [--topology fleet|system] [--write] [--profile folder]
 */
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { eventually, type TestClient } from '@comptoir/testing';
import { follow, readStock } from '../e2e/operations.ts';
import { startTopology, type TopologyName } from '../e2e/topology.ts';
import { usageOf } from './cpu.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    'in-flight': { type: 'string', default: '64' },
    topology: { type: 'string', default: 'fleet' },
    products: { type: 'string', default: '200' },
    write: { type: 'boolean', default: false },
    // V8 profiles of all processes, one file each, warm-up included.
    profile: { type: 'string' },
  },
});
const seconds = Number(options.seconds);
const inFlight = Number(options['in-flight']);
const say = (line: string) => process.stdout.write(`${line}\n`);

type Shelf = { storeId: string; productIds: string[] };

/** The first products of the demo chain, with stock for the whole run added by the admin. */
async function fillShelf(admin: TestClient, count: number): Promise<Shelf> {
  const { stores } = await admin.data<{ stores: { id: string }[] }>('{ stores { id } }');
  const storeId = stores[0]?.id ?? '';
  const productIds: string[] = [];
  let after: string | null = null;
  while (productIds.length < count) {
    const { products }: { products: { edges: { node: { id: string } }[]; pageInfo: { endCursor: string } } } =
      await admin.data(
        'query ($after: String) { products(first: 100, after: $after) { edges { node { id } } pageInfo { endCursor } } }',
        { after },
      );
    productIds.push(...products.edges.map((e) => e.node.id));
    after = products.pageInfo.endCursor;
  }
  const chosen = productIds.slice(0, count);
  for (const productId of chosen)
    await admin.data('mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }', {
      input: { storeId, productId, delta: 50_000, reason: 'RECEIVED', note: 'benchmark' },
    });
  return { storeId, productIds: chosen };
}

/** Its events queue up behind all others: how long they take is how far relay and audit were behind. */
async function auditLag(admin: TestClient, shopper: TestClient, shelf: Shelf): Promise<number> {
  const sagaId = (await buy(shopper, shelf.storeId, shelf.productIds[0] ?? '')) ?? '';
  await follow(shopper, sagaId, null);
  const confirmed = performance.now();
  type Trail = { saga: { auditTrail: { edges: { node: { type: string } }[] } } };
  const trail = 'query ($id: ID!) { saga(id: $id) { auditTrail(first: 100) { edges { node { type } } } } }';
  await eventually(
    async () => {
      const { saga } = await admin.data<Trail>(trail, { id: sagaId });
      const types = saga.auditTrail.edges.map(({ node }) => node.type);
      return ['StockSold', 'SaleConfirmed', 'SagaCompleted'].every((type) => types.includes(type));
    },
    { within: 60_000, what: 'the audit trail of the last order' },
  );
  return performance.now() - confirmed;
}

const percentile = (sorted: number[], p: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? NaN;

/** What the web app's cart sends: the ids say where to go, the order's page asks for the rest. */
async function buy(client: TestClient, storeId: string, productId: string): Promise<string | null> {
  const { data } = await client.ask<{ checkout: { saga?: { id: string } } }>(
    'mutation Checkout($input: CheckoutInput!) { checkout(input: $input) { ... on CheckoutSuccess { saga { id state version } sale { id } } } }',
    {
      input: {
        ...{ storeId, lines: [{ productId, quantity: 1 }], idempotencyKey: randomUUID() },
        payment: { method: 'CARD', token: 'tok_approved' },
      },
    },
  );
  return data?.checkout.saga?.id ?? null;
}

/** Keeps `inFlight` orders open until the time is over; answers the milliseconds from click to confirmed of each. */
async function load(shoppers: TestClient[], shelf: Shelf, forMs: number): Promise<{ ms: number[]; failed: number }> {
  const ms: number[] = [];
  let failed = 0;
  const until = Date.now() + forMs;
  const oneShopper = async (index: number) => {
    for (let n = index; Date.now() < until; n += inFlight) {
      const client = shoppers[n % shoppers.length] as TestClient;
      const productId = shelf.productIds[(n * 7) % shelf.productIds.length] ?? '';
      const clicked = performance.now();
      const sagaId = await buy(client, shelf.storeId, productId);
      // What could not be accepted is counted, not repeated.
      if (!sagaId) {
        failed++;
        continue;
      }
      const end = (await follow(client, sagaId, null)).at(-1)?.state;
      if (end === 'SALE_CONFIRMED') ms.push(performance.now() - clicked);
      else failed++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, i) => oneShopper(i)));
  return { ms: ms.sort((a, b) => a - b), failed };
}

const profiling = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${resolve(options.profile)}`] : [];
const topology = await startTopology(options.topology as TopologyName, {}, profiling);
try {
  const admin = await topology.person('admin');
  const shelf = await fillShelf(admin, Number(options.products));
  const shoppers: TestClient[] = [];
  for (let n = 1; n <= 200; n++) shoppers.push(await topology.shopper(n));
  say(
    'Raised for this run: log-ins and operations a minute (see LOGINS_PER_MINUTE, OPERATIONS_PER_MINUTE in e2e/topology.ts).',
  );
  await load(shoppers, shelf, 5_000);

  const processes = { ...topology.processes(), ...topology.servers(), client: process.pid };
  const before = usageOf(processes);
  const started = performance.now();
  const { ms, failed } = await load(shoppers, shelf, seconds * 1_000);
  const took = (performance.now() - started) / 1_000;
  const after = usageOf(processes);
  const auditLagMs = await auditLag(admin, shoppers[0] as TestClient, shelf);
  const stock = await readStock(admin, shelf.productIds[0] ?? '', shelf.storeId);

  const rate = ms.length / took;
  const lines = [
    `| orders/s | orders | failed | p50 ms | p95 ms | p99 ms | slowest ms |`,
    `|---|---|---|---|---|---|---|`,
    `| ${rate.toFixed(0)} | ${ms.length} | ${failed} | ${percentile(ms, 0.5).toFixed(0)} | ${percentile(ms, 0.95).toFixed(0)} | ${percentile(ms, 0.99).toFixed(0)} | ${ms.at(-1)?.toFixed(0)} |`,
    '',
    `One more order behind the load stood in the audit store ${auditLagMs.toFixed(0)} ms after it was confirmed.`,
    '',
    '| process | CPU ms an order | RSS MB |',
    '|---|---|---|',
    ...Object.entries(after).map(
      ([name, { cpuMs, rssMb }]) =>
        `| ${name} | ${((cpuMs - (before[name]?.cpuMs ?? 0)) / Math.max(1, ms.length)).toFixed(2)} | ${rssMb.toFixed(0)} |`,
    ),
  ];
  const head = `${new Date().toISOString().slice(0, 10)}, ${options.topology}, ${inFlight} in flight, ${seconds} s, ${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}, load ${readFileSync('/proc/loadavg', 'utf8').split(' ')[0]}, durable PostgreSQL`;
  say([head, '', ...lines, '', `held after the run on one shelf: ${stock.reserved}`].join('\n'));
  if (options.write)
    appendFileSync(new URL('../../docs/benchmarks.md', import.meta.url), `\n### ${head}\n\n${lines.join('\n')}\n`);
} finally {
  await topology.stop();
}
