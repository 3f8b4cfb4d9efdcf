import type { LiveBus } from '@comptoir/live';
import { createRelayWake } from '@comptoir/messaging';
import type { StockFigures } from '../application/hold-store.ts';
import { stockKey } from '../domain/reservation.ts';

/** The live channel of stock levels. Key: store and product; `version` tells which of two messages is the newer. */
export const STOCK_CHANNEL = 'stock';

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
