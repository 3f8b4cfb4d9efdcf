import type { Pool } from '@comptoir/database';

const MONTHS_AHEAD = 3;

/** Makes the monthly partitions that are missing from now on, and answers how many there were. */
export async function makePartitions(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ made: number }>('SELECT audit_make_partitions($1) AS made', [MONTHS_AHEAD]);
  return rows[0]?.made ?? 0;
}
