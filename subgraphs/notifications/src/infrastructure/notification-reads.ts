import type { Pool } from '@comptoir/database';
import type { Notification, NotificationReads } from '../application/ports.ts';
import type { PrismaClient } from './prisma-client.ts';

const MOST_COUNTED = 1_000;

const SHOWN = {
  id: true,
  userId: true,
  type: true,
  title: true,
  body: true,
  link: true,
  readAt: true,
  createdAt: true,
} as const;

/** Reads of inboxes. */
export function notificationReads(prisma: PrismaClient, pool: Pool): NotificationReads {
  return {
    /** One keyset page in the index of the inbox, or of what is unread in it: ids rise with time. */
    async page({ userId, unreadOnly, before, take }) {
      const rows = await prisma.notification.findMany({
        where: { userId, inApp: true, ...(unreadOnly && { readAt: null }), ...(before && { id: { lt: before } }) },
        orderBy: { id: 'desc' },
        take,
        select: SHOWN,
      });
      return rows as Notification[];
    },

    /** All in one statement; those that do not exist are left out. */
    async byIds(ids) {
      return (await prisma.notification.findMany({
        where: { id: { in: [...ids] }, inApp: true },
        select: SHOWN,
      })) as Notification[];
    },

    async unread(userId) {
      const { rows } = await pool.query<{ n: number }>(
        'SELECT count(*) AS n FROM (SELECT FROM notification WHERE user_id = $1 AND read_at IS NULL AND in_app LIMIT $2) AS unread',
        [userId, MOST_COUNTED],
      );
      return rows[0]?.n ?? 0;
    },
  };
}
