import { randomUUID } from 'node:crypto';
import { setTimeout as rest } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildAuditWorker } from '@comptoir/audit/worker';
import { inTransaction, openPool, provisionContext, withClient, type Pool } from '@comptoir/database';
import { uuidv7, type ContextName } from '@comptoir/kit';
import { redisBus } from '@comptoir/live';
import {
  appendEvents,
  createRelayWake,
  openQueues,
  startConsumer,
  startRelay,
  type NewEvent,
} from '@comptoir/messaging';
import { createLogger } from '@comptoir/telemetry';
import type { Servers } from '../ground.ts';
import { mark, percentile, say, table } from '../report.ts';
import type { Part } from './main.ts';

const BATCH = 100;
const WRITERS = 4;
/** More would only take longer: by then every cache is as full as it gets. */
const MOST_EVENTS = 200_000;
const CALM_PER_SECOND = 500;
const CALM_BATCH = 5;
const CALM_SECONDS = 20;

const log = createLogger('bench', 'warn');

async function openContext(
  { adminUrl }: Servers,
  context: ContextName,
): Promise<{ pool: Pool; drop(): Promise<void> }> {
  const database = `bench_${context}_${randomUUID().slice(0, 8)}`;
  const migrations = fileURLToPath(new URL(`../../../subgraphs/${context}/prisma/migrations`, import.meta.url));
  const { appUrl } = await provisionContext({ context, migrations, adminUrl, secret: 'bench', database });
  const pool = openPool({ url: appUrl, context, max: 10, service: 'bench', log });
  return {
    pool,
    async drop() {
      await pool.end();
      await withClient(adminUrl, async (admin) => void (await admin.query(`DROP DATABASE ${database} WITH (FORCE)`)));
    },
  };
}

/** First events of sales, about as large as those are. */
const sales = (count: number): NewEvent[] =>
  Array.from({ length: count }, () => {
    const [streamId, userId, storeId] = [uuidv7(), uuidv7(), uuidv7()];
    const at = new Date().toISOString();
    return {
      ...{ streamId, streamType: 'sale', streamVersion: 1, type: 'SaleConfirmed' as const },
      data: { number: 1, userId, storeId, totalMinor: 12_345, currency: 'CAD', confirmedAt: at },
      metadata: { correlationId: streamId, userId, source: 'sales' as const },
    };
  });

/** Appends so many events in batches, each a transaction; answers how long each took in ms. */
async function write(pool: Pool, events: number, onCommit = (): void => undefined): Promise<number[]> {
  const took: number[] = [];
  let left = events;
  const writing = Array.from({ length: WRITERS }, async () => {
    while (left > 0) {
      left -= BATCH;
      const batch = sales(BATCH);
      const start = performance.now();
      await inTransaction(pool, (client) => appendEvents(client, batch));
      took.push(performance.now() - start);
      onCommit();
    }
  });
  await Promise.all(writing);
  return took.sort((a, b) => a - b);
}

const perSecond = (events: number, since: number): number => (events / (performance.now() - since)) * 1_000;

/** One event table: how fast it takes events in batches of a hundred. */
export const append: Part = async (servers, { events }) => {
  const { pool, drop } = await openContext(servers, 'sales');
  try {
    const count = Math.min(events, MOST_EVENTS);
    await write(pool, BATCH * WRITERS);
    const start = performance.now();
    const took = await write(pool, count);
    const rate = perSecond(count, start);
    return [
      table(
        ['events', 'events/s', 'batch p50 ms', 'p95 ms'],
        [[count, Math.round(rate), percentile(took, 0.5), percentile(took, 0.95)]],
      ),
      mark(`append in batches of ${BATCH} by ${WRITERS} writers, events/s`, rate, { least: 10_000 }),
    ];
  } finally {
    await drop();
  }
};

/** From the commit of a writer to the audit store with all its indexes: writers, relay and consumer in one process. */
export const journey: Part = async (servers, { events }) => {
  const [source, store] = await Promise.all([openContext(servers, 'sales'), openContext(servers, 'audit')]);
  const prefix = `bench-${randomUUID()}:`;
  const bus = redisBus({ url: servers.redisUrl, log, prefix });
  const queues = await openQueues({ redisUrl: servers.redisUrl, service: 'bench', log, prefix });
  const parts = { queues, bus, log, service: 'bench' };
  const lags: number[] = [];
  const [audit] = buildAuditWorker({ ...parts, pool: store.pool, demo: false }).handlers;
  if (!audit) throw new Error('The audit context reads nothing.');
  const consumer = startConsumer({
    ...parts,
    handler: {
      ...audit,
      async apply(client, batch, context) {
        const run = await audit.apply(client, batch, context);
        return () => {
          run?.();
          for (const { occurredAt } of batch) lags.push(Date.now() - Date.parse(occurredAt));
        };
      },
    },
  });
  const relay = startRelay({
    ...{ ...parts, pool: source.pool, source: 'sales' as const },
    routes: [{ consumer: { name: 'audit', context: 'audit' }, types: 'all' }],
  });
  const wake = createRelayWake(bus, 'sales');
  const settled = async (): Promise<void> => {
    while (!(await relay.settled())) await rest(20);
  };

  try {
    await write(source.pool, BATCH * WRITERS, wake);
    await settled();
    const count = Math.min(events, MOST_EVENTS);
    say(`writing ${count} events`);
    const start = performance.now();
    await write(source.pool, count, wake);
    const written = perSecond(count, start);
    await settled();
    const stored = perSecond(count, start);

    lags.length = 0;
    const calmFrom = performance.now();
    for (let sent = 0; sent < CALM_PER_SECOND * CALM_SECONDS; sent += CALM_BATCH) {
      await rest(Math.max(0, calmFrom + (sent / CALM_PER_SECOND) * 1_000 - performance.now()));
      await inTransaction(source.pool, (client) => appendEvents(client, sales(CALM_BATCH)));
      wake();
    }
    await settled();
    lags.sort((a, b) => a - b);
    return [
      table(
        ['what', 'events', 'events/s', 'lag p50 ms', 'p95 ms'],
        [
          ['all at once: written', count, Math.round(written), '', ''],
          ['all at once: stored', count, Math.round(stored), '', ''],
          [`${CALM_PER_SECOND} a second`, lags.length, CALM_PER_SECOND, percentile(lags, 0.5), percentile(lags, 0.95)],
        ],
      ),
      [
        mark('commit to audit store, events/s', stored, { least: 5_000 }),
        mark(`lag p95 at ${CALM_PER_SECOND} events/s, ms`, percentile(lags, 0.95), { most: 50 }),
      ].join('\n'),
    ];
  } finally {
    await relay.stop();
    await consumer.stop();
    await queues.close();
    await bus.close();
    await Promise.all([source.drop(), store.drop()]);
  }
};
