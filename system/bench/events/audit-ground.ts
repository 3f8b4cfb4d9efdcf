import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { buildAudit, CONSUMING_CONTEXTS } from '@comptoir/audit';
import { buildAuditWorker } from '@comptoir/audit/worker';
import type { EventEnvelope } from '@comptoir/contracts';
import { inTransaction, openPool, provisionContext, withClient } from '@comptoir/database';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import { uuidv7 } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import type { WorkerBase } from '@comptoir/messaging';
import { createActorKey } from '@comptoir/service-kit';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { graphql } from 'graphql';
import type { Servers } from '../ground.ts';

const BATCH = 500;
export const LONG_STREAM = 10_000;
export const TYPES = ['SaleCreated', 'PaymentCaptured', 'SaleConfirmed', 'SagaStarted', 'SagaCompleted', 'StockSold'];
const ADMIN = { sub: randomUUID(), role: 'ADMIN' as const, storeIds: [], sessionId: randomUUID() };

/** An audit store of its own, filled as its consumer fills it: one long stream, then many short ones. Its end is signed. */
export async function auditGround(servers: Servers, wanted: number) {
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
  const { privateKey: signingKey, publicKey } = createActorKey();
  const subgraph = buildAudit({ ...base, deadLetters, publicKeys: [publicKey] });
  const worker = buildAuditWorker({ ...base, signingKey, publicKeys: [publicKey] });

  let position = 0;
  const event = (streamId: string, streamVersion: number, type: string, streamType: string): EventEnvelope => ({
    ...{ position: ++position, eventId: uuidv7(), type, version: 1, streamId, streamType, streamVersion },
    data: { toMinor: position, currency: 'CAD', note: 'x'.repeat(120) },
    metadata: { correlationId: randomUUID(), userId: users[position % users.length] ?? '', source: 'sales' },
    occurredAt: new Date(Date.UTC(2026, 0, 1) + position * 1_000).toISOString(),
  });
  const deliver = (events: EventEnvelope[]) =>
    inTransaction(pool, async (client) => worker.handlers[0]?.apply(client, events, 'sales'));
  const request = (): SubgraphRequest => ({
    ...{ actor: ADMIN, trace: newTrace(), client: { address: '', userAgent: '' } },
    cookie: { refreshToken: null, setRefreshToken: () => undefined },
  });

  async function fill(): Promise<{ longStream: string; seconds: number }> {
    const longStream = uuidv7();
    const start = performance.now();
    for (let at = 1; at <= LONG_STREAM; at += BATCH)
      await deliver(
        Array.from({ length: BATCH }, (_, i) =>
          event(longStream, at + i, at + i === 1 ? 'ProductCreated' : 'ProductRepriced', 'product'),
        ),
      );
    while (position < wanted)
      await deliver(Array.from({ length: BATCH }, (_, i) => event(uuidv7(), 1, TYPES[i % TYPES.length] ?? '', 'sale')));
    const seconds = (performance.now() - start) / 1_000;
    await worker.periodic.find(({ name }) => name === 'audit-heads')?.run();
    await withClient(ownerUrl, (owner) => owner.query('VACUUM ANALYZE audit_event'));
    return { longStream, seconds };
  }

  return {
    ...{ users, publicKey, request, fill },
    downloads: subgraph.downloads ?? {},
    /** How many events there are. */
    stored: () => position,
    async ask(source: string, variableValues: Record<string, unknown> = {}) {
      const contextValue = subgraph.context(request());
      const { data, errors } = await graphql({ schema: subgraph.schema, source, variableValues, contextValue });
      if (errors?.[0]) throw errors[0];
      return data as Record<string, Record<string, never>>;
    },
    async drop(): Promise<void> {
      await subgraph.dispose();
      await pool.end();
      await withClient(servers.adminUrl, (admin) => admin.query(`DROP DATABASE ${database} WITH (FORCE)`));
    },
  };
}
