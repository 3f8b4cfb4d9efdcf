import type { EventEnvelope } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';

/** Read at once. */
const PAGE = 500;
/** Events at the end of what is final that stay in memory, so that all consumers of a source share one reading. */
const KEPT = 1_000;

/**
 * Reads the event table on as far as it is final: nothing at or below that position will appear any more, so a cursor
 * there loses nothing and keeps the order.
 *
 * Positions are drawn at the INSERT and become visible at the commit, so a later one may be seen first. While positions
 * follow each other there is nothing to wait for. A gap is nearly always a transaction of a few milliseconds: it is looked
 * at again first. One that is still there was either rolled back or takes longer. Then we note the highest position seen
 * and the transactions that write to the table at this moment; an INSERT locks the table before it draws its position, so
 * the owner of the gap is among them or has ended. When all of them are gone, what is still missing was rolled back.
 */
export type FinalReader = {
  /** Reads the next page. Call it on a connection without an open transaction: each statement needs a snapshot of its own. */
  advance(): Promise<number>;
  /** All events behind this position up to what is final; null when they are no longer in memory. */
  recent(after: number): readonly EventEnvelope[] | null;
  /** Since when (ms of the epoch) a gap is waited for; null when there is none. */
  waitingSince(): number | null;
  /** Whether the last page was the last one, without a gap. */
  isAtEnd(): boolean;
};

/** `from` must be final: an answer of a consumer is. */
export function createFinalReader(client: Pick<PoolClient, 'query'>, from: number): FinalReader {
  let final = from;
  const kept: EventEnvelope[] = [];
  let keptAfter = from;
  /** Up to here nothing will appear any more, so gaps do not matter. */
  let safe = from;
  /** `writers`: null until it is known that the gap outlasts a rest. */
  let gap: { after: number; highest: number; writers: Set<string> | null; since: number } | null = null;
  let atEnd = false;

  /** Takes over what is final of the next events; answers whether that is all of them. */
  function take(page: readonly EventEnvelope[]): boolean {
    const open = page.findIndex(
      ({ position }, i) => position > safe && position !== (page[i - 1]?.position ?? final) + 1,
    );
    const closed = open < 0 ? page : page.slice(0, open);
    final = closed.at(-1)?.position ?? final;
    kept.push(...closed);
    if (kept.length > KEPT) {
      const dropped = kept.splice(0, kept.length - KEPT);
      keptAfter = dropped.at(-1)?.position ?? keptAfter;
    }
    return open < 0;
  }

  async function advance(): Promise<number> {
    atEnd = false;
    if (gap?.writers) {
      const writing = new Set(await writersNow(client));
      for (const writer of gap.writers) if (!writing.has(writer)) gap.writers.delete(writer);
      if (gap.writers.size > 0) return final;
      safe = gap.highest;
    }
    for (;;) {
      const page = await nextEvents(client, final);
      if (take(page)) {
        gap = null;
        atEnd = page.length < PAGE;
        return final;
      }
      const highest = page.at(-1)?.position ?? final;
      if (gap?.after !== final) {
        gap = { after: final, highest, writers: null, since: Date.now() };
        return final;
      }
      const writers = new Set(await writersNow(client));
      if (writers.size > 0) {
        gap = { ...gap, highest, writers };
        return final;
      }
      // Read again: what is at or below it may have been committed after this page was read.
      safe = highest;
    }
  }

  return {
    advance,
    recent: (after) =>
      after < keptAfter ? null : kept.slice(kept.findLastIndex(({ position }) => position <= after) + 1),
    waitingSince: () => gap?.since ?? null,
    isAtEnd: () => atEnd,
  };
}

async function writersNow(client: Pick<PoolClient, 'query'>): Promise<string[]> {
  const { rows } = await client.query<{ writer: string }>(
    `SELECT virtualtransaction || '/' || pid AS writer FROM pg_locks
      WHERE locktype = 'relation' AND relation = 'event'::regclass AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.map((row) => row.writer);
}

/** What a lane of a consumer is to read. */
export type EventFilter = { types: readonly string[] | 'all'; lane: number; lanes: number };

/** Whether an event is one for the lane. Says the same as `readEvents`. */
export const isFor = ({ types, lane, lanes }: EventFilter, { type, streamId }: EventEnvelope): boolean =>
  (types === 'all' || types.includes(type)) && (lanes === 1 || parseInt(streamId.slice(-6), 16) % lanes === lane);

type EventRow = Omit<EventEnvelope, 'occurredAt'> & { occurredAt: Date };

const COLUMNS = `position, event_id AS "eventId", stream_id AS "streamId", stream_type AS "streamType",
            stream_version AS "streamVersion", type, schema_version AS version, data, metadata, occurred_at AS "occurredAt"`;
const envelope = (row: EventRow): EventEnvelope => ({ ...row, occurredAt: row.occurredAt.toISOString() });

async function nextEvents(client: Pick<PoolClient, 'query'>, after: number): Promise<EventEnvelope[]> {
  const { rows } = await client.query<EventRow>(
    `SELECT ${COLUMNS} FROM event WHERE position > $1 ORDER BY position LIMIT ${PAGE}`,
    [after],
  );
  return rows.map(envelope);
}

/** Events of a lane in `(after, upto]`, which must be final, in order. */
export async function readEvents(
  client: Pick<PoolClient, 'query'>,
  { after, upto, limit, types, lane, lanes }: EventFilter & { after: number; upto: number; limit?: number },
): Promise<EventEnvelope[]> {
  const { rows } = await client.query<EventRow>(
    `SELECT ${COLUMNS}
       FROM event
      WHERE position > $1 AND position <= $2 AND ($3::text[] IS NULL OR type = ANY ($3))
        AND ($4 = 1 OR ('x' || right(stream_id::text, 6))::bit(24)::int % $4 = $5)
      ORDER BY position LIMIT $6`,
    [after, upto, types === 'all' ? null : types, lanes, lane, limit ?? null],
  );
  return rows.map(envelope);
}
