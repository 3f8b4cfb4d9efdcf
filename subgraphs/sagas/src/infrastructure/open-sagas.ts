import type { Pool } from '@comptoir/database';
import type { OpenSagas } from '../application/saga-store.ts';

/** What is not at an end, by definition: read from the two small indexes, however many sagas have ended. */
export async function countOpen(pool: Pool): Promise<OpenSagas[]> {
  const { rows } = await pool.query<OpenSagas>(
    `SELECT type || '@' || definition_version AS definition, type, count(*) AS active,
            count(*) FILTER (WHERE parked) AS parked, count(*) FILTER (WHERE NOT parked AND due_at <= now()) AS due
       FROM saga WHERE NOT done AND NOT parked OR parked
      GROUP BY type, definition_version`,
  );
  return rows;
}
