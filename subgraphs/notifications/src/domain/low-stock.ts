import type { CatalogEventData, EventEnvelope } from '@comptoir/contracts';

/** Fewer units than this on the shelf are told of: the same that `lowStock` of the catalogue begins with. */
export const LOW_STOCK = 10;

/** A shelf that fell below the mark with this event. */
export type LowShelf = { productId: string; onHand: number };

const fell = (before: number, after: number): boolean => before >= LOW_STOCK && after < LOW_STOCK;

/**
 * The shelves that fell below the mark with an event: each time they do, once, for an event tells how many there are after
 * it and what it took. Counted by what is on hand, for holds come and go.
 */
export function shelvesThatFell(event: EventEnvelope): { storeId: string; shelves: LowShelf[] } | null {
  if (event.metadata.source === 'seed') return null;
  if (event.type === 'StockSold') {
    const { storeId, lines } = event.data as CatalogEventData<'StockSold'>;
    const shelves = lines.filter(({ onHand, quantity }) => fell(onHand + quantity, onHand));
    return shelves.length > 0 ? { storeId, shelves } : null;
  }
  if (event.type === 'StockAdjusted') {
    const { storeId, productId, onHand, delta } = event.data as CatalogEventData<'StockAdjusted'>;
    return fell(onHand - delta, onHand) ? { storeId, shelves: [{ productId, onHand }] } : null;
  }
  return null;
}
