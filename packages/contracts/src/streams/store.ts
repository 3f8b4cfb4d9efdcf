import type { CatalogEvent } from '../events/catalog.ts';

export type StoreStreamEvent = CatalogEvent<'StoreOpened' | 'StoreUpdated' | 'StoreClosed'>;

/** A store as its events tell it. */
export type StoreFold = { name: string; address: string; timeZone: string; openedAt: string; closedAt: string | null };

/** Before StoreOpened there is nothing. */
export const initial: StoreFold | null = null;

/** Folds one event into the store. Pure, and total: what comes before StoreOpened changes nothing. */
export function apply(store: StoreFold | null, event: StoreStreamEvent): StoreFold | null {
  if (event.type === 'StoreOpened') return { ...event.data, closedAt: null };
  if (!store) return null;
  switch (event.type) {
    case 'StoreUpdated':
      return { ...store, ...event.data };
    case 'StoreClosed':
      return { ...store, closedAt: event.data.closedAt };
    default:
      return event satisfies never;
  }
}
