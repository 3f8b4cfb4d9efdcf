import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { DeadLetter } from '@comptoir/contracts';
import type { LetterRef } from '../../domain/dead-letter.ts';
import type { EventConsumer } from '../consumers.ts';

export type DeadLetterFilter = { consumer?: string | null; source?: string | null; type?: string | null };

type Consumers = ReadonlyMap<string, EventConsumer>;

/** What an event is to one consumer it may be to another too: the place in the list is both. */
const placeOf = ({ event, consumer }: DeadLetter): [string, string] => [event.eventId, consumer];

const before = ([id, consumer]: [string, string], [otherId, otherConsumer]: [string, string]): boolean =>
  id < otherId || (id === otherId && consumer < otherConsumer);

/** The events that consumers set aside, over all of them in the order of their ids: about that in which they happened. */
export async function deadLetters(
  consumers: Consumers,
  { first, after, filter }: PageArgs & { filter?: DeadLetterFilter | null },
): Promise<Connection<DeadLetter>> {
  const [size, behind] = [pageSize(first), cursorOf(after)];
  const asked = [...consumers.values()].filter(({ name }) => !filter?.consumer || filter.consumer === name);
  // One more than the page tells whether it ends, and one may be what stands at the cursor itself.
  const pages = await Promise.all(
    asked.map(({ name, sources, list }) =>
      list({
        ...{ consumer: name, type: filter?.type ?? null, from: behind?.[0] ?? null, first: size + 2 },
        sources: sources.filter((source) => !filter?.source || filter.source === source),
      }),
    ),
  );
  const letters = pages
    .flat()
    .filter((letter) => !behind || before(behind, placeOf(letter)))
    .sort((a, b) => (before(placeOf(a), placeOf(b)) ? -1 : 1));
  return toConnection(letters, size, placeOf, behind !== null);
}

/** One dead letter; null when there is none any more. */
export async function deadLetter(
  consumers: Consumers,
  { consumer, source, eventId }: LetterRef,
): Promise<DeadLetter | null> {
  const asked = consumers.get(consumer);
  const sources = asked?.sources.filter((name) => name === source) ?? [];
  if (!asked || sources.length === 0) return null;
  const [letter] = await asked.list({ consumer, sources, type: null, from: eventId, first: 1 });
  return letter?.event.eventId === eventId ? letter : null;
}

function cursorOf(cursor: string | null | undefined): [string, string] | null {
  if (!cursor) return null;
  const [id, consumer] = decodeCursor(cursor, 2);
  if (typeof id !== 'string' || !isUuid(id) || typeof consumer !== 'string')
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  return [id, consumer];
}
