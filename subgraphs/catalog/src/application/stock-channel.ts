import type { LiveMessage } from '@comptoir/live';
import { stockKey } from '../domain/reservation.ts';
import type { StockFigures } from './hold-store.ts';

/** The live channel of stock levels. Key: store and product; `version` tells which of two messages is the newer. */
export const STOCK_CHANNEL = 'stock';

export const messageOfLevel = (figures: StockFigures): LiveMessage => ({
  ...figures,
  key: stockKey(figures.storeId, figures.productId),
  updatedAt: figures.updatedAt.toISOString(),
});

/** The stock level that a message of the channel tells. */
export const levelOfMessage = ({
  storeId,
  productId,
  onHand,
  reserved,
  version,
  updatedAt,
}: LiveMessage): StockFigures => ({
  ...{ storeId: String(storeId), productId: String(productId), onHand: Number(onHand), reserved: Number(reserved) },
  ...{ version: Number(version), updatedAt: new Date(String(updatedAt)) },
});
