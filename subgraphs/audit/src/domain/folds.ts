import {
  apiKeyStream,
  categoryStream,
  complaintStream,
  loginStream,
  productStream,
  refundStream,
  reservationStream,
  sagaStream,
  saleStream,
  storeCreditStream,
  stockStream,
  storeStream,
  upcastEvent,
  userStream,
} from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';
import type { Recorded } from './body.ts';

/** A thing as its events tell it: whatever its kind, an object or nothing. */
export type StreamState = Record<string, unknown> | null;

type Told = Pick<Recorded, 'type' | 'version' | 'data'>;
type Reducer = { initial: unknown; apply(state: never, event: never): unknown };

const REDUCERS: Record<string, Reducer> = {
  sale: saleStream,
  refund: refundStream,
  'store-credit': storeCreditStream,
  saga: sagaStream,
  complaint: complaintStream,
  user: userStream,
  'api-key': apiKeyStream,
  login: loginStream,
  product: productStream,
  store: storeStream,
  category: categoryStream,
  stock: stockStream,
  reservation: reservationStream,
};

/** Who keeps state of things of a kind beside their events, or a read model of them: null where there is nothing to compare. */
const OWNERS: Record<string, ContextName> = {
  ...{ sale: 'sales', refund: 'sales', 'store-credit': 'sales', saga: 'sagas', complaint: 'complaints' },
  ...{ category: 'catalog', product: 'catalog', store: 'catalog', stock: 'catalog', reservation: 'catalog' },
  ...{ user: 'users', 'api-key': 'users' },
};

/** Contexts that are asked for the state of things. */
export const STATE_OWNERS: readonly ContextName[] = [...new Set(Object.values(OWNERS))];

export const ownerOf = (streamType: string): ContextName | null => OWNERS[streamType] ?? null;

/** Kinds of things that there are, and those of what this context records. */
export const STREAM_TYPES: readonly string[] = [
  ...Object.keys(REDUCERS),
  ...['notification', 'correction', 'audit-search', 'audit-replay'],
];

/** Whether things of this kind have a reducer of their own; the others are what each type of event said last. */
export const hasReducer = (streamType: string): boolean => streamType in REDUCERS;

/** Folds events of a stream, from its beginning on, into the state of the thing. They may be of any version that was ever written. */
export function foldEvents(streamType: string, state: StreamState, events: readonly Told[]): StreamState {
  const reducer = REDUCERS[streamType];
  if (!reducer)
    return events.reduce<StreamState>((said, event) => ({ ...said, [event.type]: upcastEvent(event).data }), state);
  const apply = reducer.apply as (state: unknown, event: Told) => unknown;
  return events.reduce<unknown>((before, written) => {
    const event = upcastEvent(written);
    const after = apply(before, event);
    // A reducer gives an event back that it does not know: it says nothing of the state.
    return after === event ? before : after;
  }, state) as StreamState;
}
