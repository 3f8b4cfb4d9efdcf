import type { LiveBus } from '@comptoir/live';
import { createRelayWake } from '@comptoir/messaging';
import type { StockFigures } from '../application/hold-store.ts';
import { messageOfLevel, STOCK_CHANNEL } from '../application/stock-channel.ts';

/** Tells, after a commit, the new figures to subscribers and the relay that there are events. */
export function createAnnounce(bus: LiveBus): (figures: readonly StockFigures[]) => void {
  const wake = createRelayWake(bus, 'catalog');
  return (figures) => {
    bus.publish(STOCK_CHANNEL, figures.map(messageOfLevel));
    wake();
  };
}
