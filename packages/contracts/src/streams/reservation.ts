import type { CatalogEvent } from '../events/catalog.ts';

export type ReservationStreamEvent = CatalogEvent<'StockReserved' | 'StockReleased' | 'StockSold'>;

/** A reservation as its events tell it. */
export type ReservationFold = {
  sagaId: string;
  saleId: string;
  storeId: string;
  lines: { productId: string; quantity: number }[];
  state: 'HELD' | 'SOLD' | 'RELEASED';
  expiresAt: string;
  releasedBecause: 'COMPENSATED' | 'EXPIRED' | null;
};

/** Before StockReserved there is nothing. */
export const initial: ReservationFold | null = null;

/** Folds one event into the reservation. Pure, and total: what comes before StockReserved changes nothing. */
export function apply(reservation: ReservationFold | null, event: ReservationStreamEvent): ReservationFold | null {
  if (event.type === 'StockReserved') {
    const { sagaId, saleId, storeId, expiresAt, lines } = event.data;
    const held = lines.map(({ productId, quantity }) => ({ productId, quantity }));
    return { sagaId, saleId, storeId, expiresAt, lines: held, state: 'HELD', releasedBecause: null };
  }
  if (!reservation) return null;
  switch (event.type) {
    case 'StockReleased':
      return { ...reservation, state: 'RELEASED', releasedBecause: event.data.reason };
    case 'StockSold':
      return { ...reservation, state: 'SOLD' };
    default:
      return event satisfies never;
  }
}
