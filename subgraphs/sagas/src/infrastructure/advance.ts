import type { Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { versionSql } from '@comptoir/messaging';
import type { AdvanceRow } from '../application/saga-store.ts';

/**
 * State and event in one statement, for the whole chunk. Guarded by epoch and version: a row that is not answered was
 * taken over or cancelled meanwhile, and its holder must let go of it. The row is locked before its event gets a position.
 */
const ADVANCE = `
WITH step AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::int[], $6::int[], $7::int[], $8::boolean[], $9::text[],
    $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::uuid[], $15::text[], $16::text[], $17::text[])
  AS t(id, epoch, expected, state, version, attempts, due_in, done, parked_reason, error, error_message, step_started_at,
    updated_at, event_id, event_type, data, metadata)
), moved AS (
  UPDATE saga s
     SET state = t.state, version = t.version, stream_version = s.stream_version + (t.event_id IS NOT NULL)::int,
         attempts = t.attempts, due_at = clock_timestamp() + t.due_in * interval '1 millisecond',
         done = t.done, parked = t.parked_reason IS NOT NULL, parked_reason = t.parked_reason,
         error = t.error, error_message = t.error_message, step_started_at = t.step_started_at,
         updated_at = coalesce(t.updated_at, s.updated_at), completed_at = CASE WHEN t.done THEN t.updated_at END
    FROM step t
   WHERE s.id = ANY($1::uuid[]) AND s.id = t.id AND s.epoch = t.epoch AND s.version = t.expected AND NOT s.done
  RETURNING s.id, s.stream_version, t.event_id, t.event_type, t.data, t.metadata
), told AS (
  INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
  SELECT event_id, id, 'saga', stream_version, event_type, ${versionSql('event_type')}, data::jsonb, metadata::jsonb FROM moved WHERE event_id IS NOT NULL
)
SELECT id FROM moved`;

/** Writes the moves of a chunk. Answers the ids that moved; the others are no longer the caller's. */
export async function advance(pool: Pool, rows: readonly AdvanceRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const column = <T>(of: (row: AdvanceRow) => T): T[] => rows.map(of);
  const { rows: moved } = await pool.query<{ id: string }>(ADVANCE, [
    column((r) => r.id),
    column((r) => r.epoch),
    column((r) => r.expectedVersion),
    column((r) => r.state),
    column((r) => r.version),
    column((r) => r.attempts),
    column((r) => Math.ceil(r.dueInMs)),
    column((r) => r.done),
    column((r) => r.parkedReason),
    column((r) => r.error),
    column((r) => r.errorMessage),
    column((r) => r.stepStartedAt),
    column((r) => r.updatedAt),
    column((r) => r.event && uuidv7()),
    column((r) => r.event && r.event.type),
    column((r) => r.event && JSON.stringify(r.event.data)),
    column((r) => r.event && JSON.stringify(r.event.metadata)),
  ]);
  return new Set(moved.map(({ id }) => id));
}
