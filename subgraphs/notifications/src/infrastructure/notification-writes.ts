import type { Pool } from '@comptoir/database';
import type { Notification, NotificationWrites } from '../application/ports.ts';
import { NOTIFICATION_COLUMNS } from './notification-rows.ts';

/** Writes of one inbox. */
export function notificationWrites(pool: Pool): NotificationWrites {
  return {
    async markRead(userId, id) {
      const { rows } = await pool.query<Notification>(
        `UPDATE notification SET read_at = coalesce(read_at, clock_timestamp()) WHERE id = $2 AND user_id = $1 AND in_app
         RETURNING ${NOTIFICATION_COLUMNS}`,
        [userId, id],
      );
      return rows[0] ?? null;
    },

    async markAllRead(userId, upTo) {
      const { rowCount } = await pool.query(
        `UPDATE notification SET read_at = clock_timestamp()
          WHERE user_id = $1 AND read_at IS NULL AND in_app AND ($2::uuid IS NULL OR id <= $2)`,
        [userId, upTo],
      );
      return rowCount ?? 0;
    },
  };
}
