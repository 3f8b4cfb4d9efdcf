import {
  categoryStream,
  complaintStream,
  productStream,
  refundStream,
  reservationStream,
  sagaStream,
  saleStream,
  storeCreditStream,
  stockStream,
  storeStream,
  userStream,
} from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';
import type { Recorded } from './body.ts';

/** A thing as its events tell it: whatever its kind, an object or nothing. */
export type StreamState = Record<string, unknown> | null;

type Told = Pick<Recorded, 'type' | 'data'>;
type Reducer = { initial: unknown; apply(state: never, event: never): unknown };

const REDUCERS: Record<string, Reducer> = {
  sale: saleStream,
  refund: refundStream,
  'store-credit': storeCreditStream,
  saga: sagaStream,
  complaint: complaintStream,
  user: userStream,
  product: productStream,
  store: storeStream,
  category: categoryStream,
  stock: stockStream,
  reservation: reservationStream,
};

/** Who keeps state of things of a kind beside their events, or is those events: null where there is nothing to compare. */
const OWNERS: Record<string, ContextName> = {
  ...{ sale: 'sales', refund: 'sales', 'store-credit': 'sales', saga: 'sagas', user: 'users' },
  ...{ product: 'catalog', store: 'catalog', stock: 'catalog' },
};

/** Contexts that are asked for the state of things. */
export const STATE_OWNERS: readonly ContextName[] = [...new Set(Object.values(OWNERS))];

export const ownerOf = (streamType: string): ContextName | null => OWNERS[streamType] ?? null;

/** Whether things of this kind have a reducer of their own; the others are what each type of event said last. */
export const hasReducer = (streamType: string): boolean => streamType in REDUCERS;

/** Folds events of a stream, from its beginning on, into the state of the thing. */
export function foldEvents(streamType: string, state: StreamState, events: readonly Told[]): StreamState {
  const reducer = REDUCERS[streamType];
  if (!reducer) return events.reduce<StreamState>((said, { type, data }) => ({ ...said, [type]: data }), state);
  const apply = reducer.apply as (state: unknown, event: Told) => unknown;
  return events.reduce<unknown>((before, event) => {
    const after = apply(before, event);
    // A reducer gives an event back that it does not know: it says nothing of the state.
    return after === event ? before : after;
  }, state) as StreamState;
}
