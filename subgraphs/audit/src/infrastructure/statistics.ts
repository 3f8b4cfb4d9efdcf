import type { Pool } from '@comptoir/database';
import type { EventStoreStatistics } from '../application/ports.ts';

/** How much the store holds: from figures that are kept, so nothing is counted here. */
export async function eventStoreStatistics(pool: Pool): Promise<EventStoreStatistics> {
  const { rows } = await pool.query<EventStoreStatistics>(
    `SELECT head.seq AS events,
            (SELECT sum(pg_total_relation_size(relid))::bigint FROM pg_partition_tree('audit_event')) AS bytes,
            (SELECT recorded_at FROM audit_event WHERE seq = head.seq LIMIT 1) AS "lastRecordedAt",
            (SELECT coalesce(json_agg(json_build_object('type', type, 'streamType', stream_type, 'events', events)
                                      ORDER BY events DESC, type), '[]') FROM audit_count) AS types
       FROM audit_head AS head`,
  );
  if (!rows[0]) throw new Error('The audit chain has no head: audit_head is empty.');
  return rows[0];
}
