import type { EventEnvelope, SaleOwner } from '@comptoir/contracts';
import { inTransaction, openPool, withClient } from '@comptoir/database';
import { sealText, uuidv7, type Actor, type Role } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { appendEvents, postgresPersonKeys, type NewEvent } from '@comptoir/messaging';
import { createLogger } from '@comptoir/telemetry';
import { asking, type Asker } from '@comptoir/testing/asking';
import { freshDatabase } from '@comptoir/testing/database';
import { buildComplaints } from '../src/app.ts';
import { complaintsProjection } from '../src/projections/complaints.ts';
import { buildComplaintsWorker } from '../src/worker.ts';

export type { Loose } from '@comptoir/testing/asking';

export type TestPerson = Asker & { id: string };

export type TestComplaint = {
  customerId: string;
  storeId?: string | null;
  saleId?: string | null;
  assigneeId?: string | null;
  category?: string;
  priority?: string;
  createdAt?: Date;
  updatedAt?: Date;
};

export async function startComplaints() {
  const database = await freshDatabase('complaints');
  const log = createLogger('complaints-test', 'silent');
  const pool = openPool({ url: database.url, context: 'complaints', max: 5, service: 'complaints-test', log });
  const bus = memoryBus();
  /** Whose sales there are, as sales would answer. */
  const owners = new Map<string, SaleOwner>();
  /** What people may do, as users would answer. */
  const roles = new Map<string, Role>();
  /** Contexts that do not answer. */
  const silent = new Set<'sales' | 'users'>();
  const answered = <T>(context: 'sales' | 'users', answer: T): T => {
    if (silent.has(context)) throw new Error(`${context} does not answer.`);
    return answer;
  };
  const base = { pool, bus, log, service: 'complaints-test' };
  const subgraph = buildComplaints({
    ...base,
    ports: {
      saleOwner: async ({ saleId }) => answered('sales', owners.get(saleId) ?? null),
      roleOf: async ({ userId }) => answered('users', roles.get(userId) ?? null),
    },
  });
  const worker = buildComplaintsWorker({ ...base, demo: false });
  const keys = postgresPersonKeys(pool);

  const began = Date.now();
  let made = 0;

  function person(role: Role | null = 'CLIENT', storeIds: string[] = []): TestPerson {
    const id = uuidv7();
    if (role) roles.set(id, role);
    const actor: Actor | null = role && { sub: id, role, storeIds, sessionId: uuidv7() };
    return { id, ...asking(subgraph, actor) };
  }

  return {
    pool,
    person,
    owners,
    silent,
    worker,
    /** A complaint as its events tell it, and as the list reads it; answers its id. */
    async aComplaint(wanted: TestComplaint): Promise<string> {
      // Each a millisecond after the one before, so that they have an order.
      const number = ++made;
      const moment = began + number;
      const id = uuidv7(moment);
      const {
        customerId,
        storeId = null,
        saleId = null,
        assigneeId = null,
        category = 'OTHER',
        priority = 'MEDIUM',
      } = wanted;
      const createdAt = (wanted.createdAt ?? new Date(moment)).toISOString();
      const key = await keys.keyFor(customerId);
      const sealed = (text: string) => key && sealText(key, text, id);
      const facts = { number, customerId, saleId, storeId };
      const filed = { title: sealed('It broke'), description: sealed('On the first day.'), category, priority };
      const events = [
        { type: 'ComplaintFiled', data: { ...facts, ...filed, requestedResolution: null, filedAt: createdAt } },
        ...(assigneeId
          ? [
              {
                type: 'ComplaintAssigned',
                data: { ...facts, assigneeId, assignedBy: assigneeId, assignedAt: createdAt },
              },
            ]
          : []),
      ].map((event, i) => ({ ...event, streamId: id, streamType: 'complaint', streamVersion: i + 1 }));
      const metadata = { correlationId: uuidv7(), source: 'complaints' as const };
      await inTransaction(pool, async (client) => {
        await appendEvents(
          client,
          events.map((event) => ({ ...event, metadata }) as NewEvent),
        );
        await complaintsProjection.apply(client, events as object[] as EventEnvelope[], (table) => table);
        if (wanted.updatedAt)
          await client.query('UPDATE complaint SET updated_at = $2 WHERE id = $1', [id, wanted.updatedAt]);
      });
      return id;
    },
    /** As the owner of the tables, whom the rights of the application do not bind. */
    asOwner: (sql: string, values: unknown[] = []) =>
      withClient(database.ownerUrl, (owner) => owner.query(sql, values)),
    /** Brings the planner's statistics up to date, as autovacuum does after a while. */
    analyze: () => withClient(database.ownerUrl, async (owner) => void (await owner.query('ANALYZE'))),
    async dispose() {
      await subgraph.dispose();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestComplaints = Awaited<ReturnType<typeof startComplaints>>;
