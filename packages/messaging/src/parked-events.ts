import type { EventEnvelope } from '@comptoir/contracts';
import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import type { EventHandler } from './worker.ts';

/** An event to set aside. Without attempts it only waits behind an earlier one of its stream. */
export type Parking = { event: EventEnvelope; error: string; attempts: number };

/** A dead letter of a consumer. */
export type ParkedEvent = {
  source: ContextName;
  consumer: string;
  eventId: string;
  streamId: string;
  streamVersion: number;
  position: number;
  envelope: EventEnvelope;
  error: string;
  attempts: number;
  parkedAt: Date;
};

const LONGEST_ERROR = 2_000;

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

/** The dead letters of one consumer and source, a page at a time: in the order of their positions, those after `after`. */
export async function parkedEvents(
  pool: Pool,
  { consumer, source, after = 0, first }: { consumer: string; source: ContextName; after?: number; first: number },
): Promise<ParkedEvent[]> {
  const { rows } = await pool.query<ParkedEvent>(
    `SELECT source, consumer, event_id AS "eventId", stream_id AS "streamId", stream_version AS "streamVersion", position, envelope, error, attempts, parked_at AS "parkedAt"
       FROM parked_event WHERE consumer = $1 AND source = $2 AND position > $3 ORDER BY position LIMIT $4`,
    [consumer, source, after, first],
  );
  return rows;
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
 * the stream go their normal way again. A stream that fails again stays parked, with the new error.
 */
export async function replayParked(
  pool: Pool,
  handler: EventHandler,
  { source, streamId }: { source: ContextName; streamId?: string },
): Promise<{ replayed: number; failed: { streamId: string; error: string }[] }> {
  const key = [source, handler.consumer];
  const { rows: streams } = await pool.query<{ id: string }>(
    `SELECT DISTINCT stream_id AS id FROM parked_event WHERE source = $1 AND consumer = $2 AND ($3::uuid IS NULL OR stream_id = $3)`,
    [...key, streamId ?? null],
  );
  const result = { replayed: 0, failed: [] as { streamId: string; error: string }[] };
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
          afterCommit: events.length > 0 ? await handler.apply(client, events, source) : undefined,
        };
      });
      afterCommit?.();
      result.replayed += replayed;
    } catch (error) {
      const { message } = error as Error;
      result.failed.push({ streamId: id, error: message });
      await pool.query(
        `UPDATE parked_event SET attempts = attempts + 1, error = CASE WHEN attempts > 0 THEN $4 ELSE error END
          WHERE source = $1 AND consumer = $2 AND stream_id = $3`,
        [...key, id, message.slice(0, LONGEST_ERROR)],
      );
    }
  }
  return result;
}
