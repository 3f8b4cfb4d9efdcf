import { stateOfCall, type KeptState, type StateOfAnswer } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';

/** A moment in SQL as events write it. */
export const isoSql = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * The internal port `stateOf`: what a context keeps of things beside their events, for whoever replays those. `kinds` holds a
 * statement for each kind of stream that answers `id, state` for the ids `$1`; it is read together with the event table. A read
 * model, which comes after the events, answers `version` too: the one that it tells of.
 */
export function statePort(pool: Pool, kinds: Record<string, string>) {
  return async (calls: unknown[]): Promise<StateOfAnswer[]> =>
    Promise.all(
      calls.map(async (call) => {
        const { streamType, ids } = stateOfCall.parse(call);
        const kept = kinds[streamType];
        if (!kept) return null;
        const { rows } = await pool.query<KeptState>(
          `WITH kept AS (${kept})
           SELECT told.id, coalesce((to_jsonb(kept) ->> 'version')::int, told.version) AS version, kept.state
             FROM (SELECT stream_id AS id, max(stream_version) AS version FROM event WHERE stream_id = ANY($1::uuid[]) GROUP BY stream_id) AS told
             LEFT JOIN kept ON kept.id = told.id`,
          [ids],
        );
        return rows;
      }),
    );
}
