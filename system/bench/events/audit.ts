import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { buildAudit, CONSUMING_CONTEXTS } from '@comptoir/audit';
import { buildAuditWorker } from '@comptoir/audit/worker';
import type { EventEnvelope } from '@comptoir/contracts';
import { inTransaction, openPool, provisionContext, withClient } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import type { WorkerBase } from '@comptoir/messaging';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { graphql } from 'graphql';
import type { Servers } from '../ground.ts';

const BATCH = 500;
const LONG_STREAM = 10_000;
const PAGES = 200;
const TYPES = ['SaleCreated', 'PaymentCaptured', 'SaleConfirmed', 'SagaStarted', 'SagaCompleted', 'StockSold'];
const ADMIN = { sub: randomUUID(), role: 'ADMIN' as const, storeIds: [], sessionId: randomUUID() };

/** The audit store: how fast it takes events, checks its chain, is searched, and tells a thing as it was. */
export async function audit(servers: Servers, { events: wanted }: { events: number }): Promise<string[]> {
  const lines: string[] = [];
  const say = (what: string) => void lines.push(`- ${what}`);
  const users = Array.from({ length: 1_000 }, () => uuidv7());
  const database = `bench_audit_${randomUUID().slice(0, 8)}`;
  const migrations = fileURLToPath(new URL('../../../subgraphs/audit/prisma/migrations', import.meta.url));
  const { appUrl, ownerUrl } = await provisionContext({
    ...{ context: 'audit', migrations, adminUrl: servers.adminUrl, secret: 'bench', database },
  });
  const log = createLogger('bench', 'silent');
  const pool = openPool({ url: appUrl, context: 'audit', max: 4, service: 'bench', log });
  const base: WorkerBase = { pool, bus: memoryBus(), queues: null as never, log, service: 'bench', demo: false };
  const nobody = { list: async () => [], replay: async () => ({ replayed: 0, failed: [], nextAfter: null }) };
  const deadLetters = Object.fromEntries(CONSUMING_CONTEXTS.map((context) => [context, nobody]));
  const subgraph = buildAudit({ ...base, deadLetters });
  const [handler] = buildAuditWorker(base).handlers;

  let position = 0;
  const event = (streamId: string, streamVersion: number, type: string, streamType: string): EventEnvelope => ({
    ...{ position: ++position, eventId: uuidv7(), type, version: 1, streamId, streamType, streamVersion },
    data: { toMinor: position, currency: 'CAD', note: 'x'.repeat(120) },
    metadata: { correlationId: randomUUID(), userId: users[position % users.length] ?? '', source: 'sales' },
    occurredAt: new Date(Date.UTC(2026, 0, 1) + position * 1_000).toISOString(),
  });
  const deliver = (events: EventEnvelope[]) =>
    inTransaction(pool, async (client) => handler?.apply(client, events, 'sales'));

  async function ask(source: string, variableValues: Record<string, unknown> = {}) {
    const contextValue = subgraph.context({
      ...{ actor: ADMIN, trace: newTrace(), client: { address: '', userAgent: '' } },
      cookie: { refreshToken: null, setRefreshToken: () => undefined },
    });
    const { data, errors } = await graphql({ schema: subgraph.schema, source, variableValues, contextValue });
    if (errors?.[0]) throw errors[0];
    return data as Record<string, Record<string, never>>;
  }

  async function timed(name: string, times: number, run: (n: number) => Promise<unknown>): Promise<void> {
    const took: number[] = [];
    for (let n = 0; n < times; n++) {
      const start = performance.now();
      await run(n);
      took.push(performance.now() - start);
    }
    took.sort((a, b) => a - b);
    const at = (share: number) => (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(1);
    say(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`);
  }

  try {
    const long = uuidv7();
    let start = performance.now();
    for (let at = 1; at <= LONG_STREAM; at += BATCH)
      await deliver(
        Array.from({ length: BATCH }, (_, i) =>
          event(long, at + i, at + i === 1 ? 'ProductCreated' : 'ProductRepriced', 'product'),
        ),
      );
    while (position < wanted)
      await deliver(Array.from({ length: BATCH }, (_, i) => event(uuidv7(), 1, TYPES[i % TYPES.length] ?? '', 'sale')));
    const seconds = (performance.now() - start) / 1_000;
    say(`append: ${position} events, ${Math.round(position / seconds)} events/s with all search indexes`);
    await withClient(ownerUrl, (owner) => owner.query('VACUUM ANALYZE audit_event'));

    start = performance.now();
    let checked = 0;
    let most = 0;
    for (let isComplete = false; !isComplete;) {
      const { verifyAuditChain: found } = await ask(
        'query ($after: SafeInt) { verifyAuditChain(afterPosition: $after) { isIntact isComplete checkedUpTo } }',
        { after: checked },
      );
      if (!found?.isIntact) throw new Error('The chain does not hold.');
      checked = Number(found.checkedUpTo);
      isComplete = Boolean(found.isComplete);
      most = Math.max(most, process.memoryUsage().rss);
    }
    say(
      `verify: ${checked} events in ${((performance.now() - start) / 1_000).toFixed(1)} s, ${Math.round(most / 2 ** 20)} MB RSS`,
    );

    const LOG = `query ($f: AuditLogFilter, $after: String) { auditLog(first: 50, after: $after, filter: $f) {
    edges { node { id action type details } } pageInfo { endCursor } } }`;
    const moment = (n: number) => new Date(Date.UTC(2026, 0, 1) + ((n * 7_919) % wanted) * 1_000).toISOString();
    await timed('search by type', PAGES, (n) => ask(LOG, { f: { types: [TYPES[n % 6]], to: moment(n) } }));
    await timed('search by three types', PAGES, (n) => ask(LOG, { f: { types: TYPES.slice(0, 3), to: moment(n) } }));
    await timed('search by person', PAGES, (n) => ask(LOG, { f: { userId: users[n], to: moment(n) } }));
    await timed('search by time', PAGES, (n) => ask(LOG, { f: { to: moment(n) } }));
    await timed('search by category', PAGES, (n) => ask(LOG, { f: { categories: ['SYSTEM'], to: moment(n) } }));
    await timed(`state of a stream of ${LONG_STREAM} events`, 20, () =>
      ask('query ($id: ID!) { stateAt(streamId: $id) { version } }', { id: long }),
    );
  } finally {
    await subgraph.dispose();
    await pool.end();
    await withClient(
      servers.adminUrl,
      async (admin) => void (await admin.query(`DROP DATABASE ${database} WITH (FORCE)`)),
    );
  }
  return lines;
}
