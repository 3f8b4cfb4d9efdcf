import type { Pool } from '@comptoir/database';
import { newTextKey } from '@comptoir/kit';
import type { PersonKeys } from '../application/ports.ts';

/** Keys of what people wrote, in PostgreSQL. They are read each time: an erased key is gone at once, everywhere. */
export const postgresPersonKeys = (pool: Pool): PersonKeys => ({
  async keyFor(personId) {
    await pool.query('INSERT INTO person_key (person_id, key) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING', [
      personId,
      newTextKey(),
    ]);
    const { rows } = await pool.query<{ key: Uint8Array | null }>('SELECT key FROM person_key WHERE person_id = $1', [
      personId,
    ]);
    return rows[0]?.key ?? null;
  },
  async keysOf(personIds) {
    const { rows } = await pool.query<{ personId: string; key: Uint8Array }>(
      'SELECT person_id AS "personId", key FROM person_key WHERE person_id = ANY($1::uuid[]) AND key IS NOT NULL',
      [personIds],
    );
    return new Map(rows.map(({ personId, key }) => [personId, key]));
  },
});
