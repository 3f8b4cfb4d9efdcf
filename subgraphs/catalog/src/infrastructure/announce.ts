import type { LiveBus, LiveMessage } from '@comptoir/live';
import { createRelayWake } from '@comptoir/messaging';
import type { StockFigures } from '../application/hold-store.ts';
import { stockKey } from '../domain/reservation.ts';

/** The live channel of stock levels. Key: store and product; `version` tells which of two messages is the newer. */
export const STOCK_CHANNEL = 'stock';

/** The stock level that a message of the channel tells. */
export const levelOfMessage = ({ storeId, productId, onHand, reserved, version, updatedAt }: LiveMessage): StockFigures => ({
  ...{ storeId: String(storeId), productId: String(productId), onHand: Number(onHand), reserved: Number(reserved) },
  ...{ version: Number(version), updatedAt: new Date(String(updatedAt)) },
});

/** Tells, after a commit, the new figures to subscribers and the relay that there are events. */
export function createAnnounce(bus: LiveBus): (figures: readonly StockFigures[]) => void {
  const wake = createRelayWake(bus, 'catalog');
  return (figures) => {
    bus.publish(
      STOCK_CHANNEL,
      figures.map((f) => ({ ...f, key: stockKey(f.storeId, f.productId), updatedAt: f.updatedAt.toISOString() })),
    );
    wake();
  };
}
