import type { EventEnvelope } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';

const LOOK_AHEAD = 5_000;

/**
 * Tells up to which position the event table is final: nothing at or below it will appear any more, so a cursor there
 * loses nothing and keeps the order.
 *
 * Positions are drawn at the INSERT and become visible at the commit, so a later one may be seen first. While positions
 * follow each other there is nothing to wait for. At a gap we note the highest position seen and the transactions that
 * write to the table at this moment; an INSERT locks the table before it draws its position, so the owner of the gap is
 * among them or has ended. When all of them are gone, what is still missing was rolled back.
 */
export type FinalReader = {
  /** Looks again. Call it on a connection without an open transaction: each statement needs a snapshot of its own. */
  advance(): Promise<number>;
  /** Since when (ms of the epoch) a gap is waited for; null when there is none. */
  waitingSince(): number | null;
};

export function createFinalReader(client: PoolClient, from: number): FinalReader {
  let final = from;
  let gap: { highest: number; writers: Set<string>; since: number } | null = null;

  async function advance(): Promise<number> {
    if (gap) {
      const writing = new Set(await writersNow(client));
      for (const writer of gap.writers) if (!writing.has(writer)) gap.writers.delete(writer);
      if (gap.writers.size > 0) return final;
      final = gap.highest;
      gap = null;
    }
    for (;;) {
      const { seen, upto, highest } = await lookAhead(client, final);
      final = upto ?? final;
      if (highest === null || highest === final) {
        if (seen < LOOK_AHEAD) return final;
        continue;
      }
      const writers = new Set(await writersNow(client));
      if (writers.size > 0) {
        gap = { highest, writers, since: Date.now() };
        return final;
      }
      final = highest;
    }
  }

  return { advance, waitingSince: () => gap?.since ?? null };
}

/** The next positions: how many there are, how far they follow without a gap, and the highest. */
async function lookAhead(client: PoolClient, after: number) {
  const { rows } = await client.query<{ seen: number; upto: number | null; highest: number | null }>(
    `SELECT count(*) AS seen, max(position) FILTER (WHERE position = $1 + place) AS upto, max(position) AS highest
       FROM (SELECT position, row_number() OVER (ORDER BY position) AS place
               FROM (SELECT position FROM event WHERE position > $1 ORDER BY position LIMIT ${LOOK_AHEAD}) AS next) AS placed`,
    [after],
  );
  return rows[0] ?? { seen: 0, upto: null, highest: null };
}

async function writersNow(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ writer: string }>(
    `SELECT virtualtransaction || '/' || pid AS writer FROM pg_locks
      WHERE locktype = 'relation' AND relation = 'event'::regclass AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.map((row) => row.writer);
}

/** What a lane of a consumer is to read. */
export type EventFilter = { types: readonly string[] | 'all'; lane: number; lanes: number };

type EventRow = Omit<EventEnvelope, 'occurredAt'> & { occurredAt: Date };

/** Events of a lane in `(after, upto]`, which must be final, in order. */
export async function readEvents(
  client: PoolClient,
  { after, upto, limit, types, lane, lanes }: EventFilter & { after: number; upto: number; limit?: number },
): Promise<EventEnvelope[]> {
  const { rows } = await client.query<EventRow>(
    `SELECT position, event_id AS "eventId", stream_id AS "streamId", stream_type AS "streamType",
            stream_version AS "streamVersion", type, schema_version AS version, data, metadata, occurred_at AS "occurredAt"
       FROM event
      WHERE position > $1 AND position <= $2 AND ($3::text[] IS NULL OR type = ANY ($3))
        AND ($4 = 1 OR ('x' || right(stream_id::text, 6))::bit(24)::int % $4 = $5)
      ORDER BY position LIMIT $6`,
    [after, upto, types === 'all' ? null : types, lanes, lane, limit ?? null],
  );
  return rows.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }));
}
