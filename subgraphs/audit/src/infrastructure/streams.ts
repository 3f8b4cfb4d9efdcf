import type { Pool } from '@comptoir/database';
import { groupBy } from '@comptoir/kit';
import type { StreamEnd, StreamMoment } from '../application/ports.ts';
import { parseBody, type Recorded } from '../domain/body.ts';
import { foldEvents, type StreamState } from '../domain/folds.ts';

const PAGE = 5_000;

/** No stream is longer: one more is the highest number that fits its column. */
const LAST = 2 ** 31 - 2;

type Fact = Omit<Recorded, 'metadata' | 'occurredAt'>;

/** A change that is asked for, of a stream that is longer, is not worked out: each would cost a fold of all of it. */
const LONGEST_CHANGED = 2_000;

/** Folds a stream up to a moment or a version, page by page; null when nothing had happened by then. */
export async function foldStream(pool: Pool, moment: StreamMoment): Promise<StreamEnd | null> {
  const last = await lastEvent(pool, moment);
  if (!last) return null;
  const { streamType, streamVersion: version, occurredAt: asOf } = last;
  let state: StreamState = null;
  for (let from = 1; from <= version; from += PAGE) {
    const facts = await factsBetween(pool, moment.streamId, from, Math.min(from + PAGE, version + 1));
    state = foldEvents(streamType, state, facts);
  }
  return { streamType, version, asOf, state };
}

/** The event that a moment or a version comes to: what came after something that was later is later too. */
async function lastEvent(pool: Pool, { streamId, at, version }: StreamMoment): Promise<Recorded | null> {
  const { rows } = await pool.query<{ body: string }>(
    `SELECT body FROM audit_event
      WHERE stream_id = $1 AND stream_version <= $2
        ${at ? 'AND stream_version < coalesce((SELECT min(stream_version) FROM audit_event WHERE stream_id = $1 AND occurred_at > $3), $2::int + 1)' : ''}
      ORDER BY stream_version DESC LIMIT 1`,
    [streamId, Math.min(version ?? LAST, LAST), ...(at ? [at] : [])],
  );
  return rows[0] ? parseBody(rows[0].body) : null;
}

/** What events of a stream say. Who caused them stays where it is: it is a third of what there were to send and to parse. */
async function factsBetween(pool: Pool, streamId: string, from: number, until: number): Promise<Fact[]> {
  const text = `SELECT split_part(body, ',"metadata":{', 1) FROM audit_event
                 WHERE stream_id = $1 AND stream_version >= $2 AND stream_version < $3 ORDER BY stream_version`;
  const { rows } = await pool.query<[string]>({ text, values: [streamId, from, until], rowMode: 'array' });
  return rows.map(([fact]) => JSON.parse(`${fact}}`) as Fact);
}

/** The states before and after each of these events; null where the stream is too long to work that out. */
export async function statesAround(
  pool: Pool,
  asked: readonly { streamId: string; version: number }[],
): Promise<({ before: StreamState; after: StreamState } | null)[]> {
  const upTo = new Map<string, number>();
  for (const { streamId, version } of asked) upTo.set(streamId, Math.max(version, upTo.get(streamId) ?? 0));
  const short = [...upTo].filter(([, version]) => version <= LONGEST_CHANGED);
  const { rows } = await pool.query<{ streamId: string; body: string }>(
    `SELECT e.stream_id AS "streamId", e.body FROM unnest($1::uuid[], $2::int[]) AS wanted (stream_id, version)
       JOIN audit_event e ON e.stream_id = wanted.stream_id AND e.stream_version <= wanted.version
      ORDER BY e.stream_id, e.stream_version`,
    [short.map(([id]) => id), short.map(([, version]) => version)],
  );
  const streams = groupBy(rows, ({ streamId }) => streamId);
  const states = new Map<string, StreamState[]>();
  for (const [id, events] of streams) states.set(id, statesOf(events.map(({ body }) => parseBody(body))));
  return asked.map(({ streamId, version }) => {
    const known = states.get(streamId);
    return known ? { before: known[version - 1] ?? null, after: known[version] ?? null } : null;
  });
}

function statesOf(events: readonly Recorded[]): StreamState[] {
  const states: StreamState[] = [null];
  for (const event of events) states.push(foldEvents(event.streamType, states.at(-1) ?? null, [event]));
  return states;
}
