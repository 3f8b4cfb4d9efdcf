import type { Pool } from '@comptoir/database';
import { groupBy } from '@comptoir/kit';
import type { TrailEvent, TrailKey, TrailPart, TrailSpan } from '../application/ports.ts';
import { toldIn } from './acts.ts';
import { toEvent, type EventRow } from './rows.ts';

const idsOf = (keys: readonly TrailKey[]) => [
  keys.map((key) => key.correlationId ?? null),
  keys.map((key) => key.streamId ?? null),
];

/**
 * Parts of trails by when things happened, all in one statement. Parts of the platform have clocks and relays of their own: what
 * follows on a thing is told behind what was before, whatever their clocks say.
 */
export async function trailEvents(pool: Pool, parts: readonly TrailPart[]): Promise<TrailEvent[][]> {
  const { rows } = await pool.query<EventRow & { n: number; moment: Date }>(
    `SELECT part.n, found.*
       FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[], $5::int[])
              WITH ORDINALITY AS part (correlation_id, stream_id, moment, seq, take, n)
      CROSS JOIN LATERAL (
        SELECT placed.seq, placed.source, placed.body, placed.hash, placed.moment
          FROM (SELECT told.*, max(told.occurred_at) OVER (PARTITION BY told.stream_id ORDER BY told.stream_version) AS moment
                  FROM (${toldIn('part')}) AS told) AS placed
         WHERE part.seq IS NULL OR (placed.moment, placed.seq) > (part.moment, part.seq)
         ORDER BY placed.moment, placed.seq LIMIT part.take) AS found
      ORDER BY part.n, found.moment, found.seq`,
    [
      ...idsOf(parts),
      parts.map(({ after }) => after?.occurredAt ?? null),
      parts.map(({ after }) => after?.seq ?? null),
      parts.map(({ take }) => take),
    ],
  );
  const byPart = groupBy(rows, ({ n }) => n);
  return parts.map((_, i) =>
    (byPart.get(i + 1) ?? []).map((row) => ({ ...toEvent(row), moment: row.moment.toISOString() })),
  );
}

/** For each trail: what its acts did to each thing, in the order in which they came to it. */
export async function trailSpans(pool: Pool, keys: readonly TrailKey[]): Promise<TrailSpan[][]> {
  const { rows } = await pool.query<TrailSpan & { n: number }>(
    `SELECT key.n, span.*
       FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS key (correlation_id, stream_id, n)
      CROSS JOIN LATERAL (
        SELECT e.stream_id AS "streamId", min(e.stream_type) AS "streamType", min(e.source) AS source, count(*) AS events,
               min(e.occurred_at) AS "startedAt", max(e.occurred_at) AS "endedAt",
               (array_agg(e.type ORDER BY e.stream_version DESC))[1] AS "lastType",
               min(e.body::jsonb #>> '{data,saleId}') FILTER (WHERE e.type = 'SagaStarted') AS "ofSale"
          FROM (${toldIn('key')}) AS e
         GROUP BY e.stream_id) AS span
      ORDER BY key.n, span."startedAt", span."streamId"`,
    idsOf(keys),
  );
  const byKey = groupBy(rows, ({ n }) => n);
  return keys.map((_, i) => byKey.get(i + 1) ?? []);
}
