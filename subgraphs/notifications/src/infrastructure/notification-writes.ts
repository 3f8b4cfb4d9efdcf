import type { Pool, PoolClient } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import type { Notification, NotificationWrites } from '../application/ports.ts';
import type { Message } from '../domain/messages.ts';

const SHOWN = 'id, user_id AS "userId", type, title, body, link, read_at AS "readAt", created_at AS "createdAt"';

/** Writes of one inbox. */
export function notificationWrites(pool: Pool): NotificationWrites {
  return {
    async markRead(userId, id) {
      const { rows } = await pool.query<Notification>(
        `UPDATE notification SET read_at = coalesce(read_at, clock_timestamp()) WHERE id = $2 AND user_id = $1 RETURNING ${SHOWN}`,
        [userId, id],
      );
      return rows[0] ?? null;
    },

    async markAllRead(userId, upTo) {
      const { rowCount } = await pool.query(
        `UPDATE notification SET read_at = clock_timestamp()
          WHERE user_id = $1 AND read_at IS NULL AND ($2::uuid IS NULL OR id <= $2)`,
        [userId, upTo],
      );
      return rowCount ?? 0;
    },
  };
}

/** Puts messages into inboxes in one statement, in the caller's transaction, and answers those that were not there yet. */
export async function deliver(client: PoolClient, messages: readonly Message[]): Promise<Notification[]> {
  if (messages.length === 0) return [];
  const { rows } = await client.query<Notification>(
    `INSERT INTO notification (id, event_id, user_id, matter_id, type, title, body, link)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
     ON CONFLICT DO NOTHING RETURNING ${SHOWN}`,
    [
      // Of one millisecond, ids sort by chance; an inbox goes by them.
      messages.map(() => uuidv7()).sort(),
      messages.map((m) => m.eventId),
      messages.map((m) => m.userId),
      messages.map((m) => m.matterId),
      messages.map((m) => m.type),
      messages.map((m) => m.title),
      messages.map((m) => m.body),
      messages.map((m) => m.link),
    ],
  );
  return rows;
}
