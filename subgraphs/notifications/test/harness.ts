import { randomUUID } from 'node:crypto';
import {
  eventSchemas,
  type Contact,
  type EventEnvelope,
  type EventMetadata,
  type EventType,
} from '@comptoir/contracts';
import { inTransaction, openPool } from '@comptoir/database';
import { uuidv7, type Actor, type Role } from '@comptoir/kit';
import { memoryBus, type LiveMessage } from '@comptoir/live';
import { EVENTS_CHANNEL, type Queues, type WorkerBase } from '@comptoir/messaging';
import { createLogger } from '@comptoir/telemetry';
import { asking, type Asker } from '@comptoir/testing/asking';
import { freshDatabase } from '@comptoir/testing/database';
import { buildNotifications } from '../src/app.ts';
import { buildNotificationsWorker } from '../src/worker.ts';

export type { Loose } from '@comptoir/testing/asking';

export type TestPerson = Asker & { id: string };

export const PRODUCT = {
  id: uuidv7(),
  sku: 'MUG-1',
  name: 'Mug <blue>',
  priceMinor: 100,
  currency: 'CAD',
  archived: false,
};

export async function startNotifications({ smtpUrl = null, language = 'EN' }: Partial<Settings> = {}) {
  const database = await freshDatabase('notifications');
  const log = createLogger('notifications-test', 'silent');
  const pool = openPool({ url: database.url, context: 'notifications', max: 5, service: 'notifications-test', log });
  const bus = memoryBus();
  // The worker adds no jobs of its own.
  const queues = {} as Queues;
  const base: WorkerBase = { pool, bus, queues, log, service: 'notifications-test', demo: false };
  const contacts = new Map<string, Contact>();
  const staff = new Map<string, string[]>();
  let usersAway = false;
  const ports = {
    async contactOf({ userId }: { userId: string }) {
      if (usersAway) throw new Error('The service "users" is not available.');
      const known = contacts.get(userId);
      return known === undefined ? { email: addressOf(userId), displayName: 'Ada' } : known;
    },
    staffOf: async ({ storeId }: { storeId: string }) => ({ userIds: staff.get(storeId) ?? [] }),
    quote: async ({ storeId }: { storeId: string }) => ({
      store: { id: storeId, name: 'Plateau', open: true },
      products: [PRODUCT, { ...PRODUCT, id: ARCHIVED, archived: true }],
    }),
  };
  const settings = { smtpUrl, language, mailFrom: 'Comptoir <no-reply@shop.test>', publicUrl: 'https://shop.test' };
  const woken: LiveMessage[] = [];
  bus.subscribe(EVENTS_CHANNEL, (messages) => void woken.push(...messages));
  const subgraph = buildNotifications({ ...base, ...settings, ports });
  const workers = [buildNotificationsWorker({ ...base, ...settings, ports })];
  const anotherWorker = () => {
    const worker = buildNotificationsWorker({ ...base, ...settings, ports });
    workers.push(worker);
    return worker;
  };

  function person(role: Role | null = 'CLIENT'): TestPerson {
    const id = uuidv7();
    const actor: Actor | null = role && {
      sub: id,
      role,
      storeIds: role === 'MANAGER' ? [uuidv7()] : [],
      sessionId: uuidv7(),
    };
    return { id, ...asking(subgraph, actor) };
  }

  return {
    ...{ pool, person, contacts, staff, woken, subgraph, anotherWorker },
    usersAreAway(away: boolean) {
      usersAway = away;
    },
    /** What the periodic job of every worker does, all at once. */
    async send(): Promise<void> {
      await Promise.all(workers.flatMap(({ periodic }) => periodic.map((job) => job.run())));
    },
    /** The next try of everything that waits for one is due. */
    async passTime(): Promise<void> {
      await pool.query(
        `UPDATE email_delivery SET next_at = clock_timestamp() WHERE status = 'PENDING' AND isfinite(next_at)`,
      );
    },
    /** What was recorded of notifications of this person, in order. */
    async recorded(userId: string) {
      const { rows } = await pool.query<{
        type: string;
        version: number;
        data: Record<string, unknown>;
        by: string | null;
      }>(
        `SELECT type, stream_version AS version, data - 'userId' - 'sentAt' - 'failedAt' AS data, metadata->>'userId' AS by
           FROM event WHERE data->>'userId' = $1 ORDER BY position`,
        [userId],
      );
      return rows;
    },
    /** What the consumer does with one batch. */
    async deliver(...events: EventEnvelope[]): Promise<void> {
      const [handler] = workers.flatMap(({ handlers }) => handlers);
      const afterCommit = await inTransaction(pool, async (client) => handler?.apply(client, events, 'sales'));
      afterCommit?.();
    },
    async dispose() {
      for (const worker of workers) await worker.dispose();
      await subgraph.dispose();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestNotifications = Awaited<ReturnType<typeof startNotifications>>;

export const ARCHIVED = uuidv7();
export const addressOf = (userId: string): string => `${userId}@mail.test`;

type Settings = { smtpUrl: string | null; language: 'EN' | 'FR' };

let number = 0;
const at = new Date().toISOString();

/** An event as the relay hands it on. Its data is what its schema says, or the test fails. */
export function anEvent(
  type: EventType,
  streamId: string,
  data: Record<string, unknown>,
  { source = 'sales', userId }: Partial<EventMetadata> = {},
): EventEnvelope {
  eventSchemas[type].parse(data);
  number += 1;
  return {
    ...{ position: number, eventId: uuidv7(), type, version: 1, streamId, streamType: 'any', streamVersion: 1, data },
    metadata: { correlationId: randomUUID(), ...(userId && { userId }), source },
    occurredAt: at,
  };
}

/** An event of a sale of that person. */
export function saleEvent(
  type: 'SaleConfirmed' | 'SaleCancelled' | 'PaymentDeclined',
  userId: string,
  { saleId = uuidv7(), source = 'sales' }: { saleId?: string; source?: EventMetadata['source'] } = {},
): EventEnvelope {
  const declined = { paymentId: uuidv7(), method: 'CARD', code: 'CARD_DECLINED', message: 'No.', declinedAt: at };
  const sale = { number: number + 1, userId, storeId: uuidv7(), totalMinor: 1_000, currency: 'CAD' };
  const ended = { ...sale, ...(type === 'SaleConfirmed' ? { confirmedAt: at } : { cancelledAt: at }) };
  return anEvent(type, saleId, type === 'PaymentDeclined' ? declined : ended, { source, userId });
}

/** An event of each kind that tells this person something; of the last two, as the agent and as somebody who looks after the store. */
export function eventsOfEveryKind(userId: string, storeId: string): Record<string, EventEnvelope> {
  const refund = { saleId: uuidv7(), userId, storeId, amountMinor: 250, currency: 'CAD' };
  const failed = { ...refund, error: 'PROVIDER_REFUSED', message: 'No.', failedAt: at };
  const complaint = { number: 77, customerId: userId, saleId: null, storeId: null };
  const assigned = { ...complaint, assigneeId: uuidv7(), assignedBy: uuidv7(), assignedAt: at };
  const filed = { ...complaint, title: null, description: null, category: 'OTHER', priority: 'LOW', filedAt: at };
  const completed = { ...complaint, resolution: 'REFUND', sagaId: uuidv7(), completedAt: at };
  const closed = { ...complaint, satisfaction: 5, comment: null, closedBy: userId, closedAt: at };
  return {
    welcome: anEvent('UserRegistered', userId, { role: 'CLIENT', storeIds: [], registeredAt: at }),
    'order-confirmed': saleEvent('SaleConfirmed', userId),
    'order-cancelled': saleEvent('SaleCancelled', userId),
    'payment-failed': saleEvent('PaymentDeclined', userId),
    'refund-completed': anEvent('RefundCompleted', uuidv7(), { ...refund, completedAt: at }),
    'refund-rejected': anEvent('RefundRejected', uuidv7(), {
      ...{ ...refund, reason: null, rejectedBy: uuidv7(), rejectedAt: at },
    }),
    'refund-failed': anEvent('RefundFailed', uuidv7(), failed),
    'complaint-filed': anEvent('ComplaintFiled', uuidv7(), { ...filed, requestedResolution: null }),
    'complaint-assigned': anEvent('ComplaintAssigned', uuidv7(), assigned),
    'complaint-resolved': anEvent('ComplaintResolutionCompleted', uuidv7(), completed),
    'complaint-closed': anEvent('ComplaintClosed', uuidv7(), closed),
    'complaint-assigned-to-you': anEvent('ComplaintAssigned', uuidv7(), {
      ...{ ...assigned, customerId: uuidv7(), assigneeId: userId },
    }),
    'low-stock': stockSold(storeId, [{ productId: PRODUCT.id, quantity: 2, onHand: 8 }]),
  };
}

/** Units of these products left a shelf for good. */
export function stockSold(storeId: string, lines: { productId: string; quantity: number; onHand: number }[]) {
  return anEvent('StockSold', uuidv7(), {
    ...{ sagaId: uuidv7(), saleId: uuidv7(), storeId, lines: lines.map((line) => ({ ...line, reserved: 0 })) },
  });
}
