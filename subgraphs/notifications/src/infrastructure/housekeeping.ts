import type { Pool } from '@comptoir/database';

const KEPT_DAYS = 90;
const AT_ONCE = 1_000;

/** Deletes e-mails of long ago, sent or not, and answers how many; their notifications stay in the inboxes. One that is still to be tried stays too. */
export async function deleteOldEmails(pool: Pool, now = Date.now()): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await pool.query(
      `DELETE FROM email_delivery WHERE notification_id IN (
         SELECT notification_id FROM email_delivery
          WHERE notification_id < $1::uuid AND (status <> 'PENDING' OR NOT isfinite(next_at)) ORDER BY notification_id LIMIT $2)`,
      [firstIdOf(now - KEPT_DAYS * 86_400_000), AT_ONCE],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < AT_ONCE) return deleted;
  }
}

/** Ids rise with time: the lowest of a millisecond. */
function firstIdOf(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
