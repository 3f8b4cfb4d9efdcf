import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { appendEvents } from '@comptoir/messaging';
import type { ClaimedEmail, Outbox, Tried } from '../application/send-emails.ts';

/** As long as a try can last, and more: a worker that died in it holds up its mails for so long. */
const LEASE_SECONDS = 300;
const GIVEN_BACK_SECONDS = 30;

type Settled = { version: number; eventId: string; correlationId: string; resentBy: string | null };

/**
 * E-mails to send, in PostgreSQL. Taking one counts its try and moves it behind the lease in one statement; who settles it must
 * find the count as it was, so of two that had it in hand one records.
 */
export function postgresOutbox(pool: Pool, committed: () => void): Outbox {
  return {
    async claim(atMost) {
      const { rows } = await pool.query<ClaimedEmail>(
        `WITH due AS (
           SELECT notification_id FROM email_delivery WHERE status = 'PENDING' AND next_at <= clock_timestamp()
            ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED)
         UPDATE email_delivery d SET attempts = d.attempts + 1, error = NULL, next_at = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
           FROM due, notification n WHERE d.notification_id = due.notification_id AND n.id = d.notification_id
         RETURNING d.notification_id AS "notificationId", d.user_id AS "userId", n.type, n.language, n.title, n.body, n.link,
                   d.attempts, d.round`,
        [atMost],
      );
      return rows;
    },

    async settle(email, tried) {
      if (tried.outcome === 'retry') return retryLater(pool, email, tried);
      const settled = await inTransaction(pool, (client) => end(client, email, tried));
      if (settled) committed();
      return settled;
    },

    async giveBack(emails) {
      await pool.query(
        `UPDATE email_delivery d SET attempts = d.attempts - 1, next_at = clock_timestamp() + make_interval(secs => ${GIVEN_BACK_SECONDS})
           FROM unnest($1::uuid[], $2::int[], $3::int[]) AS held (id, round, attempts)
          WHERE d.notification_id = held.id AND ${HELD}`,
        [emails.map((e) => e.notificationId), emails.map((e) => e.round), emails.map((e) => e.attempts)],
      );
    },
  };
}

const HELD = `d.status = 'PENDING' AND d.round = held.round AND d.attempts = held.attempts`;

async function retryLater(
  pool: Pool,
  { notificationId, round, attempts }: ClaimedEmail,
  { error, afterMs }: Extract<Tried, { outcome: 'retry' }>,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE email_delivery SET error = $4, next_at = clock_timestamp() + make_interval(secs => $5)
      WHERE notification_id = $1 AND status = 'PENDING' AND round = $2 AND attempts = $3`,
    [notificationId, round, attempts, error, afterMs / 1_000],
  );
  return rowCount === 1;
}

/** Sent or failed, with the event that says so. */
async function end(
  client: PoolClient,
  { notificationId, userId, type, round, attempts }: ClaimedEmail,
  tried: Exclude<Tried, { outcome: 'retry' }>,
): Promise<boolean> {
  const error = tried.outcome === 'failed' ? tried.error : null;
  const { rows } = await client.query<Settled>(
    `WITH ended AS (
       UPDATE email_delivery SET status = $4, error = $5, sent_at = CASE WHEN $5::text IS NULL THEN clock_timestamp() END
        WHERE notification_id = $1 AND status = 'PENDING' AND round = $2 AND attempts = $3
       RETURNING correlation_id, resent_by)
     UPDATE notification n SET version = n.version + 1 FROM ended WHERE n.id = $1
     RETURNING n.version, n.event_id AS "eventId", ended.correlation_id AS "correlationId", ended.resent_by AS "resentBy"`,
    [notificationId, round, attempts, error === null ? 'SENT' : 'FAILED', error],
  );
  const [settled] = rows;
  if (!settled) return false;
  const { version, eventId: causationId, correlationId, resentBy } = settled;
  const facts = { userId, type, channel: 'EMAIL' };
  const at = new Date().toISOString();
  const recorded = await appendEvents(client, [
    {
      ...{ streamId: notificationId, streamType: 'notification', streamVersion: version },
      ...(error === null
        ? { type: 'NotificationSent', data: { ...facts, sentAt: at } }
        : { type: 'NotificationFailed', data: { ...facts, error, attempts, failedAt: at } }),
      metadata: { correlationId, causationId, ...(resentBy && { userId: resentBy }), source: 'notifications' },
    },
  ]);
  if (!recorded)
    throw new Error(`The stream of the notification ${notificationId} has an event of version ${version} already.`);
  return true;
}
