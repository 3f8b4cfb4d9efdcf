import type { CatalogEvent } from '../events/catalog.ts';

export type StockStreamEvent = CatalogEvent<'StockAdjusted'>;

/** What people did to a stock level. What orders did to it stands in the streams of their reservations. */
export type StockFold = {
  storeId: string;
  productId: string;
  /** Sum of all adjustments: on hand = this - what reservations sold. */
  adjustedTotal: number;
  /** On hand after the last adjustment. */
  onHand: number;
};

/** Before the first adjustment there is nothing. */
export const initial: StockFold | null = null;

/** Folds one event into the stock level. Pure. */
export function apply(stock: StockFold | null, { data }: StockStreamEvent): StockFold {
  const { storeId, productId, delta, onHand } = data;
  return { storeId, productId, onHand, adjustedTotal: (stock?.adjustedTotal ?? 0) + delta };
}
