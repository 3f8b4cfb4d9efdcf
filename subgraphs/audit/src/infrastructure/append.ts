import type { EventEnvelope } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import { bodyOf, columnsOf, type Columns } from '../domain/body.ts';
import { hashOf, type Hash, type Link } from '../domain/chain.ts';

type NewLink = Link & Columns & { hash: Hash };

/**
 * Adds the events of one source to the chain, in the caller's transaction, and answers how many were new. What stands there
 * already is left out; an event that does not follow the one before it on its stream is refused with an error.
 */
export async function appendToChain(
  client: PoolClient,
  events: readonly EventEnvelope[],
  source: ContextName,
): Promise<number> {
  const streams = [...new Set(events.map(({ streamId }) => streamId))];
  const head = await lockedHead(client, streams);
  const links: NewLink[] = [];
  let last: { seq: number; hash: Hash } = head;
  for (const event of await newOnes(client, events, head.stored)) {
    const link = { seq: last.seq + 1, source, sourcePosition: event.position, body: bodyOf(event) };
    last = { ...link, hash: hashOf(last.hash, link) };
    links.push({ ...link, ...columnsOf(event), hash: last.hash });
  }
  if (links.length > 0) await insert(client, links, last);
  return links.length;
}

type Head = { seq: number; hash: Hash; stored: ReadonlyMap<string, number> };

/**
 * The end of the chain and the last stored version of each of these streams. The head is the lock: one appender at a time,
 * so what is read here stays true.
 */
async function lockedHead(client: PoolClient, streams: readonly string[]): Promise<Head> {
  const { rows } = await client.query<{ seq: number; hash: Buffer; seen: number; versions: number[] }>(
    `WITH head AS (SELECT seq, hash FROM audit_head FOR UPDATE)
     SELECT seq, hash, (SELECT seq FROM audit_head) AS seen,
            ARRAY(SELECT coalesce((SELECT max(stream_version) FROM audit_event WHERE stream_id = id), 0)
                    FROM unnest($1::uuid[]) WITH ORDINALITY AS s (id, place) ORDER BY place) AS versions
       FROM head`,
    [streams],
  );
  const [head] = rows;
  if (!head) throw new Error('The audit chain has no head: audit_head is empty.');
  // Somebody appended while this waited for the lock: versions are of before. With the lock in hand it cannot happen again.
  if (head.seen !== head.seq) return lockedHead(client, streams);
  return { ...head, stored: new Map(streams.map((id, i) => [id, head.versions[i] ?? 0])) };
}

/** The events that are not stored yet. Throws when one is missing before them, or another stands in their place. */
async function newOnes(
  client: PoolClient,
  events: readonly EventEnvelope[],
  stored: ReadonlyMap<string, number>,
): Promise<EventEnvelope[]> {
  const versions = new Map(stored);
  const fresh = events.filter((event) => {
    const before = versions.get(event.streamId) ?? 0;
    if (event.streamVersion <= before) return false;
    if (event.streamVersion !== before + 1)
      throw new Error(
        `${event.streamType} ${event.streamId}: event ${event.streamVersion} came after event ${before}.`,
      );
    versions.set(event.streamId, event.streamVersion);
    return true;
  });
  const repeated = events.filter((event) => event.streamVersion <= (stored.get(event.streamId) ?? 0));
  if (repeated.length > 0) await refuseOthers(client, repeated);
  return fresh;
}

/** Throws when an event that stands at the stream and version of one of these is another one: a source with two histories. */
async function refuseOthers(client: PoolClient, events: readonly EventEnvelope[]): Promise<void> {
  const { rows } = await client.query<{ stream_id: string; stream_version: number }>(
    `SELECT stream_id, stream_version
       FROM unnest($1::uuid[], $2::int[], $3::uuid[]) AS again (stream_id, stream_version, event_id)
      WHERE NOT EXISTS (SELECT FROM audit_event e
                         WHERE (e.stream_id, e.stream_version, e.event_id) = (again.stream_id, again.stream_version, again.event_id))
      LIMIT 1`,
    [events.map((e) => e.streamId), events.map((e) => e.streamVersion), events.map((e) => e.eventId)],
  );
  if (rows[0])
    throw new Error(
      `Event ${rows[0].stream_version} of ${rows[0].stream_id} is another one than the one that is stored.`,
    );
}

async function insert(client: PoolClient, links: readonly NewLink[], last: { seq: number; hash: Hash }): Promise<void> {
  await client.query(
    `WITH link AS (
       SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::text[],
                            $9::int[], $10::uuid[], $11::uuid[], $12::timestamptz[])
         AS t (seq, source_position, body, hash, event_id, type, stream_id, stream_type, stream_version, correlation_id, user_id, occurred_at)
     ), added AS (
       INSERT INTO audit_event (seq, recorded_at, source, source_position, body, hash, event_id, type, stream_id, stream_type,
                                stream_version, correlation_id, user_id, occurred_at)
       SELECT seq, greatest(statement_timestamp(), (SELECT recorded_at FROM audit_event WHERE seq = ($1::bigint[])[1] - 1 LIMIT 1)), $13, source_position, body, decode(hash, 'hex'), event_id, type, stream_id, stream_type,
              stream_version, correlation_id, user_id, occurred_at
         FROM link
     ), counted AS (
       INSERT INTO audit_count (type, stream_type, events)
       SELECT type, stream_type, count(*) FROM link GROUP BY type, stream_type ORDER BY type, stream_type
       ON CONFLICT (type, stream_type) DO UPDATE SET events = audit_count.events + excluded.events
     )
     UPDATE audit_head SET seq = $14, hash = $15`,
    [
      links.map((l) => l.seq),
      links.map((l) => l.sourcePosition),
      links.map((l) => l.body),
      links.map((l) => Buffer.from(l.hash).toString('hex')),
      links.map((l) => l.eventId),
      links.map((l) => l.type),
      links.map((l) => l.streamId),
      links.map((l) => l.streamType),
      links.map((l) => l.streamVersion),
      links.map((l) => l.correlationId),
      links.map((l) => l.userId),
      links.map((l) => l.occurredAt.toISOString()),
      links[0]?.source,
      last.seq,
      last.hash,
    ],
  );
}
