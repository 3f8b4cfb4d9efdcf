import type { DeadLetter, DeadLettersCall, EventEnvelope, ReplayAnswer } from '@comptoir/contracts';
import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import { upToDate } from './up-to-date.ts';
import type { EventHandler } from './worker.ts';

/** An event to set aside. Without attempts it only waits behind an earlier one of its stream. */
export type Parking = { event: EventEnvelope; error: string; attempts: number };

const LONGEST_ERROR = 2_000;

/** What is kept of a fault. The state in front tells a refusal of the database from a fault of the handler. */
export function faultText(error: unknown): string {
  const { message, code } = error as { message: string; code?: unknown };
  return isSqlState(code) ? `SQLSTATE ${code}: ${message}` : message;
}

export const isSqlState = (code: unknown): code is string => typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);

/** Streams that one call replays at most: each is a transaction. */
const MOST_STREAMS = 50;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Streams of these events of which something is parked already. */
export async function parkedStreams(
  client: PoolClient,
  source: ContextName,
  consumer: string,
  events: readonly EventEnvelope[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const { rows } = await client.query<{ streamId: string }>(
    `SELECT DISTINCT stream_id AS "streamId" FROM parked_event WHERE source = $1 AND consumer = $2 AND stream_id = ANY ($3::uuid[])`,
    [source, consumer, events.map((event) => event.streamId)],
  );
  return new Set(rows.map((row) => row.streamId));
}

export async function parkEvents(
  client: PoolClient,
  source: ContextName,
  consumer: string,
  parking: readonly Parking[],
): Promise<void> {
  if (parking.length === 0) return;
  const of = <T>(pick: (event: EventEnvelope) => T) => parking.map(({ event }) => pick(event));
  await client.query(
    `INSERT INTO parked_event (source, consumer, event_id, stream_id, stream_version, position, envelope, error, attempts)
     SELECT $1, $2, * FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::bigint[], $7::jsonb[], $8::text[], $9::int[])
     ON CONFLICT DO NOTHING`,
    [
      source,
      consumer,
      of((e) => e.eventId),
      of((e) => e.streamId),
      of((e) => e.streamVersion),
      of((e) => e.position),
      of((e) => JSON.stringify(e)),
      parking.map((p) => p.error.slice(0, LONGEST_ERROR)),
      parking.map((p) => p.attempts),
    ],
  );
}

/** Each source's are read along the primary key, so a page costs what it holds. */
const DEAD_LETTERS = `
  SELECT p.source, p.envelope AS event, p.error, p.attempts, to_char(p.parked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "parkedAt"
  FROM unnest($2::text[]) AS wanted(source)
  CROSS JOIN LATERAL (
    SELECT * FROM parked_event e
    WHERE e.source = wanted.source AND e.consumer = $1 AND e.event_id >= $3 AND ($4::text IS NULL OR e.envelope ->> 'type' = $4)
    ORDER BY e.event_id LIMIT $5) p
  ORDER BY p.event_id LIMIT $5`;

/** The dead letters of one consumer, a page at a time: in the order of their event ids, which is about that in which they happened. */
export async function parkedEvents(
  pool: Pool,
  { consumer, sources, type, from, first }: DeadLettersCall,
): Promise<DeadLetter[]> {
  const { rows } = await pool.query<Omit<DeadLetter, 'consumer'>>(DEAD_LETTERS, [
    ...[consumer, sources, from ?? FIRST_ID, type, first],
  ]);
  return rows.map((row) => ({ consumer, ...row }));
}

/** How many events a consumer has parked, by source. */
export async function parkedCounts(pool: Pool, consumer: string): Promise<{ source: ContextName; events: number }[]> {
  const { rows } = await pool.query<{ source: ContextName; events: number }>(
    'SELECT source, count(*) AS events FROM parked_event WHERE consumer = $1 GROUP BY source',
    [consumer],
  );
  return rows;
}

/**
 * Applies what is parked, each stream in one transaction and in the order of its versions; only then do later events of
 * the stream go their normal way again. A stream that fails again stays parked, with the new error. A few streams a call:
 * `nextAfter` tells where to go on.
 */
export async function replayParked(
  pool: Pool,
  handler: EventHandler,
  {
    source,
    streamId = null,
    afterStreamId = null,
  }: { source: ContextName; streamId?: string | null; afterStreamId?: string | null },
): Promise<ReplayAnswer> {
  const key = [source, handler.consumer];
  const { rows: streams } = await pool.query<{ id: string }>(
    `SELECT DISTINCT stream_id AS id FROM parked_event
     WHERE source = $1 AND consumer = $2 AND ($3::uuid IS NULL OR stream_id = $3) AND stream_id > $4 ORDER BY stream_id LIMIT $5`,
    [...key, streamId, afterStreamId ?? FIRST_ID, MOST_STREAMS],
  );
  const last = streams.length < MOST_STREAMS ? undefined : streams.at(-1);
  const result: ReplayAnswer = { replayed: 0, failed: [], nextAfter: last?.id ?? null };
  for (const { id } of streams) {
    try {
      const { replayed, afterCommit } = await inTransaction(pool, async (client) => {
        // Nothing may be parked behind these while they are applied.
        await client.query('SELECT FROM lane_cursor WHERE source = $1 AND consumer = $2 ORDER BY lane FOR UPDATE', key);
        const { rows } = await client.query<{ envelope: EventEnvelope }>(
          `DELETE FROM parked_event WHERE source = $1 AND consumer = $2 AND stream_id = $3 RETURNING envelope`,
          [...key, id],
        );
        const events = rows.map((row) => row.envelope).sort((a, b) => a.streamVersion - b.streamVersion);
        return {
          replayed: events.length,
          afterCommit: events.length > 0 ? await upToDate(handler).apply(client, events, source) : undefined,
        };
      });
      afterCommit?.();
      result.replayed += replayed;
    } catch (error) {
      const message = faultText(error);
      result.failed.push({ streamId: id, error: message });
      await pool.query(
        `UPDATE parked_event SET attempts = attempts + 1, error = $4
          WHERE source = $1 AND consumer = $2 AND stream_id = $3 AND attempts > 0`,
        [...key, id, message.slice(0, LONGEST_ERROR)],
      );
    }
  }
  return result;
}
