/** The columns of an e-mail as the application knows it; `d` is the delivery, `n` its notification. */
export const EMAIL_COLUMNS = `d.notification_id AS "notificationId", d.user_id AS "userId", n.type, n.language, n.title, n.body, n.link,
  d.status, d.attempts, d.error, d.created_at AS "createdAt", d.sent_at AS "sentAt",
  CASE WHEN d.status = 'PENDING' AND isfinite(d.next_at) THEN d.next_at END AS "nextAttemptAt"`;
