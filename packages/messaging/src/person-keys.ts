import type { Pool } from '@comptoir/database';
import { newTextKey, type PersonKeys } from '@comptoir/kit';
import type { EventHandler } from './worker.ts';

/** Keys of what people wrote, in the context's own database. They are read each time: an erased key is gone at once, everywhere. */
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

/** Whoever asked to be forgotten has no key any more, and gets no other: what was written about them can be read nowhere. */
export const erasePersonKeys = (consumer: string, pool: Pool, erased: (people: number) => void): EventHandler => ({
  consumer,
  pool,
  async apply(client, events) {
    const people = [...new Set(events.filter(({ type }) => type === 'UserErased').map(({ streamId }) => streamId))];
    await client.query(
      `INSERT INTO person_key AS k (person_id, key, erased_at) SELECT id, NULL, clock_timestamp() FROM unnest($1::uuid[]) AS p (id)
       ON CONFLICT (person_id) DO UPDATE SET key = NULL, erased_at = EXCLUDED.erased_at WHERE k.key IS NOT NULL`,
      [people],
    );
    return () => erased(people.length);
  },
});
