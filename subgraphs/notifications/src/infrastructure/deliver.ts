import type { PoolClient } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { appendEvents } from '@comptoir/messaging';
import type { Notification } from '../application/ports.ts';
import { KINDS, type Language } from '../domain/kinds.ts';
import { isNews, type Message } from '../domain/messages.ts';
import type { Templates } from '../domain/templates.ts';
import { listeners } from './people.ts';
import { NOTIFICATION_COLUMNS } from './notification-rows.ts';

export type DeliverySettings = {
  templates: Templates;
  /** Of those who chose none. */
  language: Language;
  /** Whether there is a mail server; without one e-mails are kept. */
  mail: boolean;
};

/**
 * Puts messages into inboxes and their e-mails into the outbox, each where the person wants it, in the caller's transaction.
 * Answers what came into inboxes. A message that was there before changes nothing.
 */
export async function deliver(
  client: PoolClient,
  messages: readonly Message[],
  { templates, language: usual, mail }: DeliverySettings,
): Promise<Notification[]> {
  if (messages.length === 0) return [];
  const people = await listeners(
    client,
    messages.map(({ userId }) => userId),
  );
  // Of one millisecond, ids sort by chance; an inbox goes by them.
  const ids = messages.map(() => uuidv7()).sort();
  const wanted = messages.flatMap((message, i) => {
    const { type } = KINDS[message.kind];
    const person = people.get(message.userId);
    const inApp = !person?.notInApp.includes(type);
    const byEmail = !person?.notByEmail.includes(type);
    if (person?.erased || (!inApp && !byEmail)) return [];
    const language = person?.language ?? usual;
    const wording = templates.words(message.kind, language, message.facts);
    return [{ ...message, ...wording, id: String(ids[i]), type, language, inApp, byEmail }];
  });
  if (wanted.length === 0) return [];

  const { rows } = await client.query<Notification>(
    `INSERT INTO notification (id, event_id, user_id, matter_id, type, title, body, link, language, in_app, version)
     SELECT *, in_app::int FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::boolean[])
       AS told (id, event_id, user_id, matter_id, type, title, body, link, language, in_app)
     ON CONFLICT DO NOTHING RETURNING ${NOTIFICATION_COLUMNS}`,
    [
      wanted.map((w) => w.id),
      wanted.map((w) => w.eventId),
      wanted.map((w) => w.userId),
      wanted.map((w) => w.matterId),
      wanted.map((w) => w.type),
      wanted.map((w) => w.title),
      wanted.map((w) => w.body),
      wanted.map((w) => w.link),
      wanted.map((w) => w.language),
      wanted.map((w) => w.inApp),
    ],
  );
  const told = new Set(rows.map(({ id }) => id));
  const fresh = wanted.filter(({ id }) => told.has(id));
  await enqueue(
    client,
    fresh.filter(({ byEmail }) => byEmail),
    mail,
  );
  const inboxes = new Set(fresh.filter(({ inApp }) => inApp).map(({ id }) => id));
  await recordInApp(
    client,
    fresh.filter(({ id }) => inboxes.has(id)),
  );
  return rows.filter(({ id }) => inboxes.has(id));
}

type Fresh = Pick<Message, 'eventId' | 'userId' | 'correlationId' | 'traceparent' | 'occurredAt'> & {
  id: string;
  type: string;
};

/** Where there is no server, and of what is no news any more, an e-mail is kept and not sent by itself. */
async function enqueue(client: PoolClient, fresh: readonly Fresh[], mail: boolean): Promise<void> {
  if (fresh.length === 0) return;
  const now = Date.now();
  await client.query(
    `INSERT INTO email_delivery (notification_id, user_id, correlation_id, next_at)
     SELECT id, user_id, correlation_id, CASE WHEN goes_out THEN clock_timestamp() ELSE 'infinity' END
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[]) AS fresh (id, user_id, correlation_id, goes_out)`,
    [
      fresh.map((f) => f.id),
      fresh.map((f) => f.userId),
      fresh.map((f) => f.correlationId),
      fresh.map((f) => mail && isNews(f, now)),
    ],
  );
}

/** It stands in the inbox: the first event of the notification's stream. */
async function recordInApp(client: PoolClient, fresh: readonly Fresh[]): Promise<void> {
  const sentAt = new Date().toISOString();
  await appendEvents(
    client,
    fresh.map(({ id, userId, type, eventId: causationId, correlationId, traceparent }) => ({
      ...{ streamId: id, streamType: 'notification', streamVersion: 1, type: 'NotificationSent' },
      data: { userId, type, channel: 'IN_APP', sentAt },
      metadata: { correlationId, causationId, ...(traceparent && { traceparent }), source: 'notifications' },
    })),
  );
}
