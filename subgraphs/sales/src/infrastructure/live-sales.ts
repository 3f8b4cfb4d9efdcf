import { latestStream, numberedStream, type Hub } from '@comptoir/live';
import type { LiveSales } from '../application/live.ts';
import type { SaleReads } from '../application/reads.ts';
import { SALE_CHANNEL, saleIn } from './announce.ts';

const RELOADED = 20;

/** Sales as they change, from the bus between processes and, where that may have lost something, from the tables. */
export function liveSales(hub: Hub, reads: SaleReads): LiveSales {
  return {
    versions: (sale, after) =>
      numberedStream({
        hub,
        channel: SALE_CHANNEL,
        key: sale.id,
        after,
        current: async () => (await reads.byIds([sale.id]))[0] ?? null,
        read: (from, limit) => reads.versionsAfter(sale.id, from, limit),
        itemsOf: (message) => [saleIn(message)],
        isLast: ({ status }) => status === 'CANCELLED' || status === 'REFUNDED',
      }),
    activity: (storeIds) =>
      latestStream({
        hub,
        channel: SALE_CHANNEL,
        keys: null,
        itemOf(message) {
          const sale = saleIn(message);
          return storeIds === null || storeIds.includes(sale.storeId) ? sale : null;
        },
        reload: () =>
          reads.page({
            scopes: [storeIds === null ? 'all' : { storeIds }],
            filter: {},
            order: { field: 'CREATED_AT', direction: 'DESC' },
            after: null,
            take: RELOADED,
          }),
      }),
  };
}
