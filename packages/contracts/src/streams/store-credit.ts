import type { SalesEvent, SalesEventData } from '../events/sales.ts';

export type StoreCreditStreamEvent = SalesEvent<'StoreCreditIssued'>;

/** A store credit as its own stream tells it. What it paid for stands on the streams of those sales. */
export type StoreCreditFold = SalesEventData<'StoreCreditIssued'> & {
  /** Counts the events of the stream. */
  version: number;
};

/** Before StoreCreditIssued there is nothing. */
export const initial: StoreCreditFold | null = null;

/** Folds one event into the credit. Pure. */
export const apply = (_: StoreCreditFold | null, { data }: StoreCreditStreamEvent): StoreCreditFold => ({
  ...data,
  version: 1,
});
