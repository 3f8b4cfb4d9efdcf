import type { LiveBus, LiveMessage } from '@comptoir/live';
import type { Refund } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import type { SalesTelemetry } from '../telemetry/events.ts';

/** The live channel of sales. Key: the sale; each message carries one version of it whole, and its number, which tells the newer of two. */
export const SALE_CHANNEL = 'sale';

export const toMessage = (sale: Sale): LiveMessage => ({ key: sale.id, version: sale.version, sale });

/** The version that a message carries. */
export const saleIn = (message: LiveMessage): Sale => message.sale as Sale;

/** Tells subscribers and the relay of events of new versions, after their commit. */
export function createPublish(bus: LiveBus, wakeRelay: () => void): (sales: Sale[]) => void {
  return (sales) => {
    if (sales.length === 0) return;
    bus.publish(SALE_CHANNEL, sales.map(toMessage));
    wakeRelay();
  };
}

/** Tells everybody of new versions: those that hear of any, log and metrics. */
export function createAnnounce(publish: (sales: Sale[]) => void, telemetry: SalesTelemetry): (sales: Sale[]) => void {
  return (sales) => {
    publish(sales);
    for (const sale of sales) telemetry.saleChanged(sale);
  };
}

/** Tells of new versions of refunds, after their commit: the relay of events, log and metrics. Shoppers follow the sale. */
export const announceRefunds =
  (wakeRelay: () => void, telemetry: SalesTelemetry) =>
  (refunds: Refund[]): void => {
    if (refunds.length > 0) wakeRelay();
    for (const refund of refunds) telemetry.refundChanged(refund);
  };
