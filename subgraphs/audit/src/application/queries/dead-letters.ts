import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { CONTEXT_NAMES, isUuid } from '@comptoir/kit';
import type { DeadLetter } from '@comptoir/contracts';
import type { LetterRef } from '../../domain/dead-letter.ts';
import type { AuditTelemetry } from '../../telemetry/events.ts';
import type { EventConsumer } from '../consumers.ts';

export type DeadLetterFilter = { consumer?: string | null; source?: string | null; type?: string | null };

type Consumers = ReadonlyMap<string, EventConsumer>;

/** What an event is to one consumer it may be to another too: the place in the list is both. */
const placeOf = ({ event, consumer }: DeadLetter): [string, string] => [event.eventId, consumer];

const before = ([id, consumer]: [string, string], [otherId, otherConsumer]: [string, string]): boolean =>
  id < otherId || (id === otherId && consumer < otherConsumer);

/** What consumers set aside; `missing` names those whose context did not answer. */
export type DeadLetterPage = Connection<DeadLetter> & { missing: string[] };

/**
 * The events that consumers set aside, over all of them in the order of their ids: about that in which they happened. A context
 * that is away hides nothing of the others; the page names its consumers, the log says why.
 */
export async function deadLetters(
  consumers: Consumers,
  { first, after, filter }: PageArgs & { filter?: DeadLetterFilter | null },
  telemetry: Pick<AuditTelemetry, 'deadLettersUnknown'>,
): Promise<DeadLetterPage> {
  const [size, behind] = [pageSize(first), cursorOf(after)];
  const asked = consumersAsked(consumers, filter);
  // One more than the page tells whether it ends, and one may be what stands at the cursor itself.
  const pages = await Promise.allSettled(
    asked.map(({ name, sources, list }) =>
      list({
        ...{ consumer: name, type: filter?.type ?? null, from: behind?.[0] ?? null, first: size + 2 },
        sources: sources.filter((source) => !filter?.source || filter.source === source),
      }),
    ),
  );
  const answered = pages.filter((page) => page.status === 'fulfilled');
  const [refusal] = pages.filter((page) => page.status === 'rejected');
  if (refusal && answered.length === 0) throw refusal.reason;
  const letters = answered
    .flatMap(({ value }) => value)
    .filter((letter) => !behind || before(behind, placeOf(letter)))
    .sort((a, b) => (before(placeOf(a), placeOf(b)) ? -1 : 1));
  const missing = asked.flatMap(({ name }, i) => {
    const page = pages[i];
    if (page?.status !== 'rejected') return [];
    telemetry.deadLettersUnknown(name, page.reason);
    return [name];
  });
  return { ...toConnection(letters, size, placeOf, behind !== null), missing };
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

/** Those whose letters are wanted. A name that nobody has is refused: an empty list would say that all is well. */
function consumersAsked(consumers: Consumers, filter: DeadLetterFilter | null | undefined): EventConsumer[] {
  const all = [...consumers.values()];
  const known = (field: string, value: string | null | undefined, is: string, names: readonly string[]) => {
    if (value && !names.includes(value))
      throw badUserInput(`filter.${field}: "${value}" is no ${is}. Name one of ${names.join(', ')}, or leave it out.`);
  };
  const names = [...consumers.keys()].sort();
  known('consumer', filter?.consumer, 'consumer of events', names);
  known('source', filter?.source, 'part of the platform that records events', CONTEXT_NAMES);
  return all.filter(({ name }) => !filter?.consumer || filter.consumer === name);
}

function cursorOf(cursor: string | null | undefined): [string, string] | null {
  if (!cursor) return null;
  const [id, consumer] = decodeCursor(cursor, 2);
  if (typeof id !== 'string' || !isUuid(id) || typeof consumer !== 'string')
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  return [id, consumer];
}
