import type { Pool } from '@comptoir/database';

/** Minutes that revocations are kept: longer than an access token lives. */
const REVOCATION_MINUTES = 20;

/** Revocations that tokens still alive may not know: key (user, session or API key) and time in milliseconds. */
export async function currentRevocations(pool: Pool): Promise<{ key: string; at: number }[]> {
  const { rows } = await pool.query<{ key: string; revoked_at: Date }>(
    `SELECT key, max(revoked_at) AS revoked_at FROM revocation
      WHERE revoked_at > clock_timestamp() - make_interval(mins => $1) GROUP BY key`,
    [REVOCATION_MINUTES],
  );
  return rows.map(({ key, revoked_at }) => ({ key, at: revoked_at.getTime() }));
}

/**
 * Deletes what no decision needs any more: sessions a day after their end (with their refresh tokens), revocations older
 * than any access token, counts of failed tries. Answers how many rows went.
 */
export async function cleanUp(pool: Pool, most = 5_000): Promise<number> {
  const statements: [string, number[]][] = [
    [
      `DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires_at < clock_timestamp() - interval '1 day' LIMIT $1)`,
      [most],
    ],
    [
      `DELETE FROM session WHERE id IN (SELECT id FROM session WHERE revoked_at < clock_timestamp() - interval '1 day' LIMIT $1)`,
      [most],
    ],
    [`DELETE FROM revocation WHERE revoked_at < clock_timestamp() - make_interval(mins => $1)`, [REVOCATION_MINUTES]],
    [
      `DELETE FROM login_throttle WHERE account_key IN (
         SELECT account_key FROM login_throttle WHERE failed_at[cardinality(failed_at)] < clock_timestamp() - interval '1 hour' LIMIT $1)`,
      [most],
    ],
  ];
  let deleted = 0;
  for (const [sql, parameters] of statements) deleted += (await pool.query(sql, parameters)).rowCount ?? 0;
  return deleted;
}
