import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { EventReads, EventWishes, StoredEvent, TrailPart } from '../ports.ts';

export type EventFilter = {
  types?: string[] | null;
  streamId?: string | null;
  correlationId?: string | null;
  userId?: string | null;
};

export type EventPage = Connection<StoredEvent>;

const MOST_TYPES = 50;
const byPosition = ({ position }: StoredEvent): [number] => [position];
const NO_EVENTS: EventPage = toConnection<StoredEvent>([], 1, byPosition);

/** The filter as a wish, or null when nothing can match it: what has not the form of an id is no id of anything. */
export function wishesOf(filter: EventFilter | null | undefined): EventWishes | null {
  const { types, ...ids } = filter ?? {};
  if (types && types.length > MOST_TYPES) throw badUserInput(`filter.types: name at most ${MOST_TYPES} types.`);
  const named = Object.entries(ids).filter((id): id is [string, string] => typeof id[1] === 'string');
  if (named.some(([, id]) => !isUuid(id))) return null;
  return { ...Object.fromEntries(named.map(([name, id]) => [name, id.toLowerCase()])), ...(types && { types }) };
}

/** All events, the newest first. */
export async function events(
  reads: EventReads,
  { first, after, filter }: PageArgs & { filter?: EventFilter | null },
): Promise<EventPage> {
  const [size, before, wishes] = [pageSize(first), placeOf(after), wishesOf(filter)];
  if (!wishes) return NO_EVENTS;
  return toConnection(await reads.newest(wishes, before, size + 1), size, byPosition, before !== null);
}

/** All that followed from one act, in the order of the store. */
export async function auditTrail(
  reads: EventReads,
  { correlationId, first, after }: PageArgs & { correlationId: string },
): Promise<EventPage> {
  const [size, place, wishes] = [pageSize(first), placeOf(after), wishesOf({ correlationId })];
  if (!wishes) return NO_EVENTS;
  return toConnection(await reads.following(wishes, place ?? 0, size + 1), size, byPosition, place !== null);
}

/** Events of one thing, in its own order. */
export async function eventStream(
  reads: EventReads,
  { streamId, fromVersion, first, after }: PageArgs & { streamId: string; fromVersion: number | null },
): Promise<EventPage> {
  const [size, behind] = [pageSize(first), placeOf(after)];
  if (!isUuid(streamId)) return NO_EVENTS;
  const from = Math.max(fromVersion ?? 1, (behind ?? 0) + 1);
  return toConnection(
    await reads.stream(streamId, from, size + 1),
    size,
    ({ streamVersion }) => [streamVersion],
    behind !== null,
  );
}

/** The trail of a sale, saga or complaint. */
export async function trailOf(
  load: (part: TrailPart) => Promise<StoredEvent[]>,
  streamId: string,
  { first, after }: PageArgs,
): Promise<EventPage> {
  const [size, place] = [pageSize(first), placeOf(after)];
  if (!isUuid(streamId)) return NO_EVENTS;
  return toConnection(await load({ streamId, after: place ?? 0, take: size + 1 }), size, byPosition, place !== null);
}

function placeOf(cursor: string | null | undefined): number | null {
  if (!cursor) return null;
  const [place] = decodeCursor(cursor, 1);
  if (typeof place !== 'number' || !Number.isSafeInteger(place))
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  return place;
}
