import { createHash } from 'node:crypto';
import type { CatalogEvent } from '../events/catalog.ts';

export type StockStreamEvent = CatalogEvent<'StockAdjusted' | 'StockReturned'>;

/** What people and refunds did to a stock level. What orders did to it stands in the streams of their reservations. */
export type StockFold = {
  storeId: string;
  productId: string;
  /** Sum of all adjustments: on hand = this + returned - what reservations sold. */
  adjustedTotal: number;
  /** Sum of what refunds brought back. */
  returnedTotal: number;
  /** On hand after the last of these events. */
  onHand: number;
};

/** Before the first adjustment there is nothing. */
export const initial: StockFold | null = null;

/** Folds one event into the stock level. Pure. */
export function apply(stock: StockFold | null, event: StockStreamEvent): StockFold {
  const { storeId, productId, onHand } = event.data;
  const { adjustedTotal, returnedTotal } = stock ?? { adjustedTotal: 0, returnedTotal: 0 };
  if (event.type === 'StockReturned')
    return { storeId, productId, onHand, adjustedTotal, returnedTotal: returnedTotal + event.data.quantity };
  return { storeId, productId, onHand, adjustedTotal: adjustedTotal + event.data.delta, returnedTotal };
}

/** The stream of a stock level follows from its store and its product (a UUID of version 8, RFC 9562 section 5.8). */
export function streamIdOf(storeId: string, productId: string): string {
  const bytes = createHash('sha256').update(`stock ${storeId} ${productId}`).digest().subarray(0, 16);
  bytes[6] = 0x80 | (bytes.readUInt8(6) & 0x0f);
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f);
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
