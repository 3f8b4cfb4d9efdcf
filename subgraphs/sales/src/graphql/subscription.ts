import { badUserInput } from '@comptoir/graphql-kit';
import { activityStores } from '../application/policies.ts';
import type { Sale } from '../domain/sale.ts';
import type { SalesContext } from './context.ts';
import { visibleSale } from './query.ts';

const itself = (sale: Sale): Sale => sale;

export const Subscription = {
  saleUpdated: {
    async subscribe(
      _: unknown,
      { saleId, afterVersion }: { saleId: string; afterVersion?: number | null },
      context: SalesContext,
    ) {
      const sale = await visibleSale(saleId, context);
      if (!sale)
        throw badUserInput(`saleId: there is no sale ${saleId.slice(0, 40)}. Take the id that checkout answered.`);
      if (typeof afterVersion === 'number' && afterVersion < 0)
        throw badUserInput(`afterVersion: ${afterVersion} is no version; the first is 1, and 0 begins before it.`);
      return context.live.versions(sale, afterVersion);
    },
    resolve: itself,
  },
  saleActivity: {
    subscribe: (_: unknown, { storeId }: { storeId?: string | null }, { actor, live }: SalesContext) =>
      live.activity(activityStores(actor, storeId)),
    resolve: itself,
  },
};
