/** The columns of a notification as the application knows it. */
export const NOTIFICATION_COLUMNS =
  'id, user_id AS "userId", type, title, body, link, read_at AS "readAt", created_at AS "createdAt"';
