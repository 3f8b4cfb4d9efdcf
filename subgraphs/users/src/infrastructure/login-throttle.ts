import type { Pool } from '@comptoir/database';
import type { LoginThrottle } from '../application/ports.ts';
import { keyOf } from '../domain/account.ts';
import { sha256 } from './refresh-tokens.ts';

/** Failed tries of one account in one minute; the next is not tried at all, right or wrong. */
export const MOST_FAILURES = 10;
const WINDOW_SECONDS = 60;
/** Tries of one account that this process checks at once. */
const AT_ONCE = 2;

/**
 * Failed tries by account, counted in PostgreSQL so that all processes count together, by its clock. Names that do not
 * exist are counted like others, and none is stored in clear: people type passwords into the wrong field.
 */
export function createLoginThrottle(pool: Pool): LoginThrottle {
  const keyFor = (username: string): Buffer => sha256(keyOf(username));
  const turns = new Map<string, { running: number; waiting: (() => void)[] }>();

  return {
    async waitSeconds(username) {
      const { rows } = await pool.query<{ seconds: number }>(
        `SELECT ceil(extract(epoch FROM failed_at[1] + make_interval(secs => $2) - clock_timestamp()))::int AS seconds
           FROM login_throttle WHERE account_key = $1 AND cardinality(failed_at) >= $3`,
        [keyFor(username), WINDOW_SECONDS, MOST_FAILURES],
      );
      return Math.max(0, rows[0]?.seconds ?? 0);
    },

    async failed(username) {
      // Keeps the last ten: the account is slowed down while the oldest of them is less than a minute old.
      await pool.query(
        `INSERT INTO login_throttle AS t (account_key, failed_at) VALUES ($1, ARRAY[clock_timestamp()])
         ON CONFLICT (account_key) DO UPDATE
           SET failed_at = (t.failed_at || clock_timestamp())[greatest(1, cardinality(t.failed_at) + 2 - $2::int):]`,
        [keyFor(username), MOST_FAILURES],
      );
    },

    async inTurn(username, attempt) {
      const key = keyOf(username);
      const turn = turns.get(key) ?? { running: 0, waiting: [] };
      turns.set(key, turn);
      if (turn.running >= AT_ONCE) await new Promise<void>((go) => turn.waiting.push(go));
      else turn.running++;
      try {
        return await attempt();
      } finally {
        const next = turn.waiting.shift();
        if (next) next();
        else if (--turn.running === 0) turns.delete(key);
      }
    },
  };
}
