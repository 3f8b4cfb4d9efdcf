import type { Pool } from '@comptoir/database';
import type { EventWishes, SearchPlace } from '../application/ports.ts';
import type { EventRow } from './rows.ts';

const ROW = 'seq, occurred_at, source, body, hash';
const NEWEST_FIRST = 'ORDER BY occurred_at DESC, seq DESC';

/**
 * Stored events by when they happened, the newest first, before a place. Each shape of a question has one text, and goes along
 * the index that holds its page in order; the few events of one thing or one act are sorted instead.
 */
export async function searchEvents(
  pool: Pool,
  { types, streamId, correlationId, userId, from, to }: EventWishes,
  before: SearchPlace | null,
  take: number,
): Promise<EventRow[]> {
  const values: unknown[] = [];
  const value = (of: unknown) => `$${values.push(of)}`;
  const where: string[] = [];
  if (userId) where.push(`user_id = ${value(userId)}`);
  if (from) where.push(`occurred_at >= ${value(from)}`);
  if (to) where.push(`occurred_at < ${value(to)}`);
  if (before) where.push(`(occurred_at, seq) < (${value(before.occurredAt)}, ${value(before.seq)})`);

  const thing = [
    ...(streamId ? [`stream_id = ${value(streamId)}`] : []),
    ...(correlationId ? [`correlation_id = ${value(correlationId)}`] : []),
  ];
  const limit = `LIMIT ${value(take)}`;
  const page = (table: string, conditions: readonly string[]) =>
    `SELECT ${ROW} FROM ${table}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''} ${NEWEST_FIRST} ${limit}`;

  let text: string;
  if (thing.length > 0) {
    if (types) where.push(`type = ANY(${value(types)})`);
    text = `WITH thing AS MATERIALIZED (SELECT ${ROW}, type, user_id FROM audit_event WHERE ${thing.join(' AND ')}) ${page('thing', where)}`;
  } else if (types && !userId) {
    // The newest of each type, and the newest of those: no index holds several types in order.
    const each = page('audit_event', ['type = wanted.type', ...where]);
    text = `SELECT found.* FROM unnest(${value(types)}::text[]) AS wanted (type) CROSS JOIN LATERAL (${each}) AS found ${NEWEST_FIRST} ${limit}`;
  } else {
    if (types) where.push(`type = ANY(${value(types)})`);
    text = page('audit_event', where);
  }
  return (await pool.query<EventRow>(text, values)).rows;
}

/** The types of events that things of these kinds have had. */
export async function typesOf(pool: Pool, streamType: string): Promise<string[]> {
  const { rows } = await pool.query<{ type: string }>('SELECT type FROM audit_count WHERE stream_type = $1', [
    streamType,
  ]);
  return rows.map(({ type }) => type);
}

/** Every type that has been stored. */
export async function allTypes(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ type: string }>('SELECT DISTINCT type FROM audit_count ORDER BY type');
  return rows.map(({ type }) => type);
}
