import type { Pool } from '@comptoir/database';
import type { EventHandler } from '@comptoir/messaging';
import type { ComplaintsTelemetry } from '../telemetry/events.ts';

/** Whoever asked to be forgotten has no key any more, and gets no other: what was written about them can be read nowhere. */
export const eraseTexts = (pool: Pool, telemetry: Pick<ComplaintsTelemetry, 'textsErased'>): EventHandler => ({
  consumer: 'complaints-erasure',
  pool,
  async apply(client, events) {
    const people = [...new Set(events.filter(({ type }) => type === 'UserErased').map(({ streamId }) => streamId))];
    await client.query(
      `INSERT INTO person_key AS k (person_id, key, erased_at) SELECT id, NULL, clock_timestamp() FROM unnest($1::uuid[]) AS p (id)
       ON CONFLICT (person_id) DO UPDATE SET key = NULL, erased_at = EXCLUDED.erased_at WHERE k.key IS NOT NULL`,
      [people],
    );
    return () => telemetry.textsErased(people.length);
  },
});
