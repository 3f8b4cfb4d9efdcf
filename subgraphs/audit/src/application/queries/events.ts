import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { EventReads, EventWishes, SearchPlace, StoredEvent } from '../ports.ts';

export type EventFilter = {
  types?: readonly string[] | null;
  streamId?: string | null;
  correlationId?: string | null;
  userId?: string | null;
  from?: Date | null;
  to?: Date | null;
};

export type EventPage = Connection<StoredEvent>;

const MOST_TYPES = 50;
/** To the millisecond, as it is searched by. */
const happened = ({ occurredAt, position }: StoredEvent): [string, number] => [
  new Date(occurredAt).toISOString(),
  position,
];

/** The filter as a wish, or null when nothing can match it: what has not the form of an id is no id of anything. */
export function wishesOf(filter: EventFilter | null | undefined): EventWishes | null {
  const { types, from, to, ...ids } = filter ?? {};
  if (types && types.length > MOST_TYPES) throw badUserInput(`filter.types: name at most ${MOST_TYPES} types.`);
  if (from && to && from >= to)
    throw badUserInput(`filter.to: ${to.toISOString()} is not after from, ${from.toISOString()}.`);
  const named = Object.entries(ids).filter((id): id is [string, string] => typeof id[1] === 'string');
  if (named.some(([, id]) => !isUuid(id))) return null;
  return {
    ...Object.fromEntries(named.map(([name, id]) => [name, id.toLowerCase()])),
    ...(types && { types }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

/** All events by when they happened, the newest first. */
export const events = (
  reads: EventReads,
  { filter, ...page }: PageArgs & { filter?: EventFilter | null },
): Promise<EventPage> => searchPage(reads, wishesOf(filter), page);

/** A page of what matches; of nothing, where nothing can. */
export async function searchPage(
  reads: EventReads,
  wishes: EventWishes | null,
  { first, after }: PageArgs,
): Promise<EventPage> {
  const [size, before] = [pageSize(first), searchPlaceOf(after)];
  const found = wishes && wishes.types?.length !== 0 ? await reads.search(wishes, before, size + 1) : [];
  return toConnection(found, size, happened, before !== null);
}

/** Events of one thing, in its own order. */
export async function eventStream(
  reads: EventReads,
  { streamId, fromVersion, first, after }: PageArgs & { streamId: string; fromVersion: number | null },
): Promise<EventPage> {
  const [size, behind] = [pageSize(first), placeOf(after)];
  const from = Math.max(fromVersion ?? 1, (behind ?? 0) + 1);
  return toConnection(
    isUuid(streamId) ? await reads.stream(streamId, from, size + 1) : [],
    size,
    ({ streamVersion }) => [streamVersion],
    behind !== null,
  );
}

const NO_CURSOR = 'after: not a cursor of this list. Take one from an edge or pageInfo.';

/** The number in a cursor of a list that goes by one. */
function placeOf(cursor: string | null | undefined): number | null {
  if (!cursor) return null;
  const [place] = decodeCursor(cursor, 1);
  if (typeof place !== 'number' || !Number.isSafeInteger(place)) throw badUserInput(NO_CURSOR);
  return place;
}

/** The moment and the number in a cursor of a list that goes by when things happened. */
export function searchPlaceOf(cursor: string | null | undefined): SearchPlace | null {
  if (!cursor) return null;
  const [occurredAt, seq] = decodeCursor(cursor, 2);
  if (typeof occurredAt !== 'string' || Number.isNaN(Date.parse(occurredAt)) || !Number.isSafeInteger(seq))
    throw badUserInput(NO_CURSOR);
  return { occurredAt, seq: Number(seq) };
}
