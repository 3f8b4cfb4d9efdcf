import { badUserInput } from '@comptoir/graphql-kit';
import { latestStream, numberedStream, type Hub, type LiveMessage } from '@comptoir/live';
import { statesOf, type SagaEvent, type SagaFold, type SagaView } from '../domain/saga-view.ts';

/** The live channel of sagas. Key: the saga. */
export const SAGA_CHANNEL = 'saga';

/** One commit of one saga: how it stands now, and the event that says how it got there. */
export type SagaFrame = LiveMessage & {
  /** Of the stream: counts events, so that the newer of two frames is known. */
  version: number;
  event: { type: string; data: object } | null;
  saga: SagaView;
};

/** The events of one saga, oldest first. */
type ReadEvents = (sagaId: string) => Promise<SagaEvent[]>;

/** Each state of one saga, none left out and none twice: from the one it has now, or behind `after`, to its end. */
export function sagaUpdates(
  hub: Hub,
  readEvents: ReadEvents,
  saga: SagaView,
  after: number | null,
): AsyncIterableIterator<SagaView> {
  if (after !== null && after < 0)
    throw badUserInput(`afterVersion: ${after} is no version; the first is 1, and 0 begins before it.`);
  const { id, correlationId } = saga;
  let known: { fold: SagaFold | null; events: number } = { fold: null, events: 0 };

  /** All states so far. The stream is short: a sale has about five events. */
  async function states(): Promise<SagaView[]> {
    const events = await readEvents(id);
    const seen: SagaView[] = [];
    let fold: SagaFold | null = null;
    for (const event of events) {
      const step = statesOf(fold, event, { id, correlationId });
      fold = step.fold;
      seen.push(...step.states);
    }
    if (events.length > known.events) known = { fold, events: events.length };
    return seen;
  }

  return numberedStream<SagaView>({
    ...{ hub, channel: SAGA_CHANNEL, key: id, after },
    current: async () => (await states()).at(-1) ?? null,
    read: async (behind, limit) => (await states()).filter(({ version }) => version > behind).slice(0, limit),
    itemsOf(message) {
      const { version, event } = message as SagaFrame;
      // Only the next event can be folded; anything else says that there is something to read.
      if (!event || version !== known.events + 1) return [];
      const next = statesOf(known.fold, event as SagaEvent, { id, correlationId });
      known = { fold: next.fold, events: version };
      return next.states;
    },
    isLast: ({ completedAt }) => completedAt !== null,
  });
}

export type ActivityFilter = {
  states?: string[] | null;
  type?: string | null;
  storeId?: string | null;
  parked?: boolean | null;
};

/** Sagas as they move, of these stores (null: of all): of each only the newest state. */
export function sagaActivity(
  hub: Hub,
  stores: readonly string[] | null,
  filter: ActivityFilter,
  reload: () => Promise<SagaView[]>,
): AsyncIterableIterator<SagaView> {
  const wanted = (saga: SagaView): boolean =>
    (stores === null || (saga.storeId !== null && stores.includes(saga.storeId))) &&
    (!filter.states || filter.states.includes(saga.state)) &&
    (!filter.type || filter.type === saga.type) &&
    (!filter.storeId || filter.storeId.toLowerCase() === saga.storeId) &&
    (typeof filter.parked !== 'boolean' || filter.parked === saga.parked);
  return latestStream<SagaView>({
    ...{ hub, channel: SAGA_CHANNEL, keys: null },
    itemOf(message) {
      const { saga } = message as SagaFrame;
      return wanted(saga) ? saga : null;
    },
    reload: async () => (await reload()).filter(wanted),
  });
}
