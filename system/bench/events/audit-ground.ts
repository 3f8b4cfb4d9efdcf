import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { buildAuditWorker } from '@comptoir/audit/worker';
import type { EventEnvelope } from '@comptoir/contracts';
import { inTransaction, provisionContext, withClient } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { createActorKey } from '@comptoir/service-kit';
import type { Servers } from '../ground.ts';
import { openAuditStore } from './audit-store.ts';

const BATCH = 500;
export const LONG_STREAM = 10_000;
export const TYPES = ['SaleCreated', 'PaymentCaptured', 'SaleConfirmed', 'SagaStarted', 'SagaCompleted', 'StockSold'];

/** An audit store of its own, filled as its consumer fills it: one long stream, then many short ones. Its end is signed. */
export async function auditGround(servers: Servers, wanted: number) {
  const users = Array.from({ length: 1_000 }, () => uuidv7());
  const database = `bench_audit_${randomUUID().slice(0, 8)}`;
  const migrations = fileURLToPath(new URL('../../../subgraphs/audit/prisma/migrations', import.meta.url));
  const { appUrl, ownerUrl } = await provisionContext({
    ...{ context: 'audit', migrations, adminUrl: servers.adminUrl, secret: 'bench', database },
  });
  const { privateKey: signingKey, publicKey } = createActorKey();
  const store = openAuditStore({ url: appUrl, publicKey });
  const { pool } = store.parts;
  const worker = buildAuditWorker({ ...store.parts, queues: null as never, signingKey });

  let position = 0;
  const event = (streamId: string, streamVersion: number, type: string, streamType: string): EventEnvelope => ({
    ...{ position: ++position, eventId: uuidv7(), type, version: 1, streamId, streamType, streamVersion },
    data: { toMinor: position, currency: 'CAD', note: 'x'.repeat(120) },
    metadata: { correlationId: randomUUID(), userId: users[position % users.length] ?? '', source: 'sales' },
    occurredAt: new Date(Date.UTC(2026, 0, 1) + position * 1_000).toISOString(),
  });
  const deliver = (events: EventEnvelope[]) =>
    inTransaction(pool, async (client) => worker.handlers[0]?.apply(client, events, 'sales'));

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
    ...{ appUrl, users, publicKey, fill },
    ...{ downloads: store.downloads, request: store.request, ask: store.ask },
    /** How many events there are. */
    stored: () => position,
    async drop(): Promise<void> {
      await store.close();
      await withClient(servers.adminUrl, (admin) => admin.query(`DROP DATABASE ${database} WITH (FORCE)`));
    },
  };
}
