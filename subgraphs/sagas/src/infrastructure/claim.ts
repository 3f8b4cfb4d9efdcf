import type { Pool } from '@comptoir/database';
import type { Claim, HeldRow } from '../application/saga-store.ts';

/**
 * What waits forms the chunk: the oldest due sagas that nobody else is taking, with no timer and no list of ids in a queue.
 * `array_position` and not `= ANY`: that one looks selective to the planner, which then reads and sorts the whole table.
 */
const CLAIM = `
WITH waiting AS MATERIALIZED (
  SELECT id FROM saga
   WHERE NOT done AND NOT parked AND due_at <= now() AND array_position($3::text[], type || '@' || definition_version) IS NOT NULL
   ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE saga s
   SET epoch = s.epoch + 1,
       due_at = clock_timestamp() + $2::int * interval '1 millisecond',
       started_at = coalesce(s.started_at, now()),
       step_started_at = coalesce(s.step_started_at, now())
 WHERE s.id = ANY(ARRAY(SELECT id FROM waiting))
RETURNING s.id, s.seq, s.type || '@' || s.definition_version AS definition, s.type, s.definition_version AS "definitionVersion",
  s.user_id AS "userId", s.sale_id AS "saleId",
  s.store_id AS "storeId", s.correlation_id AS "correlationId", s.input, s.state, s.version, s.stream_version AS "streamVersion",
  s.epoch, s.attempts, ${ms('s.created_at')} AS "createdAtMs", ${ms('s.updated_at')} AS "updatedAtMs",
  ${ms('s.started_at')} AS "startedAtMs",
  ${ms('s.step_started_at')} AS "stepStartedAtMs", s.cancel_requested AS "cancelRequested", s.error,
  s.error_message AS "errorMessage", ${ms('clock_timestamp()')} AS "claimedAtMs"`;

function ms(column: string): string {
  return `floor(extract(epoch FROM ${column}) * 1000)::float8`;
}

/** Takes up what is due. Writes no state: the first step is entered together with its answer. */
export async function claim(
  pool: Pool,
  limit: number,
  leaseMs: number,
  definitions: readonly string[],
): Promise<Claim> {
  const { rows } = await pool.query<HeldRow & { claimedAtMs: number }>(CLAIM, [limit, leaseMs, definitions]);
  return { rows: rows.sort((a, b) => a.seq - b.seq), claimedAtMs: rows[0]?.claimedAtMs ?? 0 };
}
