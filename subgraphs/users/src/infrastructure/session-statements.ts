import type { PoolClient } from '@comptoir/database';
import type { Tx } from '../application/ports.ts';
import type { SessionConfig } from '../config.ts';
import { ACCOUNT_COLUMNS, toAccount, type AccountRow } from './account-rows.ts';

type Statements = Pick<Tx, 'insertSession' | 'presentedToken' | 'exchangeToken' | 'sessionExpiry' | 'revokeSessions'>;
type Expiry = { expires_at: Date };
type TokenRow = AccountRow & {
  session_id: string;
  ended: boolean;
  used_ms_ago: number | null;
  successor_used: boolean;
};

function only<T>(rows: T[], what: string): T {
  const [row] = rows;
  if (!row) throw new Error(`${what} is not there although this transaction has it locked.`);
  return row;
}

/** Statements over sessions and their refresh tokens, in the caller's transaction. */
export function sessionStatements(
  client: PoolClient,
  { sessionIdleDays, sessionLongestDays }: SessionConfig,
  { append, revoke }: Pick<Tx, 'append' | 'revoke'>,
): Statements {
  return {
    async insertSession({ id, userId, tokenHash }) {
      const { rows } = await client.query<Expiry>(
        `INSERT INTO session (id, user_id, expires_at) VALUES ($1, $2, clock_timestamp() + make_interval(days => $3)) RETURNING expires_at`,
        [id, userId, sessionIdleDays],
      );
      await client.query('INSERT INTO refresh_token (hash, session_id) VALUES ($1, $2)', [tokenHash, id]);
      return { expiresAt: only(rows, 'The session').expires_at };
    },

    async presentedToken(hash) {
      // First the locks, account before session as everywhere; then a fresh look at what they protect.
      const found = await client.query<{ id: string; user_id: string }>(
        'SELECT s.id, s.user_id FROM refresh_token t JOIN session s ON s.id = t.session_id WHERE t.hash = $1',
        [hash],
      );
      const [session] = found.rows;
      if (!session) return null;
      await client.query('SELECT FROM account WHERE id = $1 FOR SHARE', [session.user_id]);
      await client.query('SELECT FROM session WHERE id = $1 FOR UPDATE', [session.id]);
      const { rows } = await client.query<TokenRow>(
        `SELECT ${ACCOUNT_COLUMNS}, s.id AS session_id,
                s.revoked_at IS NOT NULL OR s.expires_at <= clock_timestamp() OR a.suspended_at IS NOT NULL AS ended,
                (1000 * extract(epoch FROM clock_timestamp() - t.used_at))::float8 AS used_ms_ago,
                next.used_at IS NOT NULL AS successor_used
           FROM refresh_token t
           JOIN session s ON s.id = t.session_id
           JOIN account a ON a.id = s.user_id
           LEFT JOIN refresh_token next ON next.hash = t.successor
          WHERE t.hash = $1`,
        [hash],
      );
      const [row] = rows;
      if (!row) return null;
      const { session_id: sessionId, ended, used_ms_ago: usedMsAgo, successor_used: successorUsed } = row;
      return { sessionId, ended, usedMsAgo, successorUsed, account: toAccount(row) };
    },

    async exchangeToken({ hash, successor, sessionId }) {
      await client.query('UPDATE refresh_token SET used_at = clock_timestamp(), successor = $2 WHERE hash = $1', [
        hash,
        successor,
      ]);
      await client.query('INSERT INTO refresh_token (hash, session_id) VALUES ($1, $2)', [successor, sessionId]);
      const { rows } = await client.query<Expiry>(
        `UPDATE session SET expires_at = least(created_at + make_interval(days => $3), clock_timestamp() + make_interval(days => $2))
          WHERE id = $1 RETURNING expires_at`,
        [sessionId, sessionIdleDays, sessionLongestDays],
      );
      return { expiresAt: only(rows, 'The session').expires_at };
    },

    async sessionExpiry(sessionId) {
      const { rows } = await client.query<Expiry>('SELECT expires_at FROM session WHERE id = $1', [sessionId]);
      return only(rows, 'The session').expires_at;
    },

    async revokeSessions({ userId, only: one, except, reason }) {
      const { rows } = await client.query<{ id: string }>(
        `UPDATE session SET revoked_at = clock_timestamp()
          WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()
            AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR id <> $3)
          RETURNING id`,
        [userId, one ?? null, except ?? null],
      );
      const ids = rows.map(({ id }) => id);
      // The second and last event of a log-in's stream.
      await append(
        ...ids.map((sessionId) => ({
          type: 'SessionRevoked' as const,
          streamType: 'login' as const,
          streamId: sessionId,
          streamVersion: 2,
          data: { userId, sessionId, reason },
        })),
      );
      await revoke(...ids);
      return ids;
    },
  };
}
