import type { Pool } from '@comptoir/database';
import type { EmailDelivery, EmailStore } from '../application/ports.ts';
import { EMAIL_COLUMNS } from './email-rows.ts';

/** E-mails as admins see them. */
export function emailStore(pool: Pool): EmailStore {
  return {
    /** One keyset page, in the index of its condition: ids rise with time. */
    async page({ status, userId, before, take }) {
      const parameters: unknown[] = [];
      const given = (value: unknown) => `$${parameters.push(value)}`;
      const conditions = [
        ...(status ? [`d.status = ${given(status)}`] : []),
        ...(userId ? [`d.user_id = ${given(userId)}::uuid`] : []),
        ...(before ? [`d.notification_id < ${given(before)}::uuid`] : []),
      ];
      const { rows } = await pool.query<EmailDelivery>(
        `SELECT ${EMAIL_COLUMNS} FROM email_delivery d JOIN notification n ON n.id = d.notification_id
          WHERE ${conditions.join(' AND ') || 'true'} ORDER BY d.notification_id DESC LIMIT ${given(take)}`,
        parameters,
      );
      return rows;
    },

    /** One that waits is tried now, one that a worker has in hand is left to it (it has no error yet), one that ended begins a new round. */
    async resend(notificationId, by) {
      const { rows } = await pool.query<EmailDelivery>(
        `UPDATE email_delivery d
            SET round = CASE WHEN d.status = 'PENDING' THEN d.round ELSE d.round + 1 END,
                attempts = CASE WHEN d.status = 'PENDING' THEN d.attempts ELSE 0 END,
                status = 'PENDING', error = NULL, sent_at = NULL, resent_by = $2,
                next_at = CASE WHEN d.status = 'PENDING' AND d.attempts > 0 AND d.error IS NULL THEN d.next_at ELSE clock_timestamp() END
           FROM notification n WHERE n.id = d.notification_id AND d.notification_id = $1
         RETURNING ${EMAIL_COLUMNS}`,
        [notificationId, by],
      );
      return rows[0] ?? null;
    },
  };
}
