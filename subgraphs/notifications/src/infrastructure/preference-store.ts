import { inTransaction, type Pool } from '@comptoir/database';
import type { Preferences, PreferenceStore } from '../application/ports.ts';

const COLUMNS = 'language, not_in_app AS "notInApp", not_by_email AS "notByEmail"';
const NOTHING_CHOSEN: Preferences = { language: null, notInApp: [], notByEmail: [] };

/** What people chose, in PostgreSQL. */
export function preferenceStore(pool: Pool): PreferenceStore {
  return {
    async of(userId) {
      const { rows } = await pool.query<Preferences>(`SELECT ${COLUMNS} FROM person WHERE user_id = $1`, [userId]);
      return rows[0] ?? NOTHING_CHOSEN;
    },

    change: (userId, decide) =>
      inTransaction(pool, async (client) => {
        await client.query('INSERT INTO person (user_id) VALUES ($1) ON CONFLICT DO NOTHING', [userId]);
        const { rows } = await client.query<Preferences>(
          `SELECT ${COLUMNS} FROM person WHERE user_id = $1 FOR UPDATE`,
          [userId],
        );
        const next = decide(rows[0] ?? NOTHING_CHOSEN);
        await client.query(
          `UPDATE person SET language = $2, not_in_app = $3, not_by_email = $4 WHERE user_id = $1 AND erased_at IS NULL`,
          [userId, next.language, next.notInApp, next.notByEmail],
        );
        return next;
      }),
  };
}
