import { badUserInput } from '@comptoir/graphql-kit';
import { numberedStream, type Hub } from '@comptoir/live';
import type { EventReads, EventWishes, StoredEvent } from './ports.ts';
import { wishesOf, type EventFilter } from './queries/events.ts';

/** The live channel that says that something was appended; what, is read from the store. */
export const AUDIT_CHANNEL = 'audit';
export const APPENDED = 'appended';

export type AppendedArgs = { filter?: EventFilter | null; afterPosition?: number | null };

/** A place of the store; its event is null where the subscriber does not wish it. */
type Step = { version: number; event: StoredEvent | null };

/**
 * Every stored event that matches, none twice: places of the store have no gaps, so a numbered stream goes over all of them,
 * and what does not match is passed over. Without a place it begins with the newest match.
 */
export function eventAppended(
  reads: EventReads,
  hub: Hub,
  { filter, afterPosition }: AppendedArgs,
): AsyncIterableIterator<StoredEvent> {
  if (typeof afterPosition === 'number' && afterPosition < 0)
    throw badUserInput('afterPosition: places begin with 1; 0 is before all.');
  const wishes = wishesOf(filter);
  const step = (event: StoredEvent): Step => ({
    version: event.position,
    event: wishes && matches(wishes, event) ? event : null,
  });
  const steps = numberedStream<Step>({
    hub,
    channel: AUDIT_CHANNEL,
    key: APPENDED,
    after: afterPosition,
    async current() {
      const head = await reads.headPosition();
      const [event] = wishes ? await reads.newest(wishes, 1) : [];
      return { version: head, event: event ?? null };
    },
    read: async (after, limit) => (await reads.following({}, after, limit)).map(step),
    itemsOf: () => [],
  });
  return {
    async next() {
      for (;;) {
        const { value, done } = await steps.next();
        if (done) return { value: undefined, done };
        if (value.event) return { value: value.event, done: false };
      }
    },
    async return() {
      await steps.return?.();
      return { value: undefined, done: true };
    },
    async throw(error: unknown) {
      await steps.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function matches(
  { types, streamId, correlationId, userId, from, to }: EventWishes,
  { type, streamId: stream, metadata, occurredAt }: StoredEvent,
): boolean {
  const happened = Date.parse(occurredAt);
  return (
    (!from || happened >= from.getTime()) &&
    (!to || happened < to.getTime()) &&
    (!types || types.includes(type)) &&
    (!streamId || streamId === stream) &&
    (!correlationId || correlationId === metadata.correlationId.toLowerCase()) &&
    (!userId || userId === metadata.userId)
  );
}
