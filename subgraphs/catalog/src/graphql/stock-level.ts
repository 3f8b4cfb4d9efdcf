import type { PageArgs } from '@comptoir/graphql-kit';
import { requireManagerOf } from '../application/policies.ts';
import { adjustmentsOf } from '../application/queries/stock.ts';
import { stockKey } from '../domain/reservation.ts';
import { availableOf, levelId, levelPair, statusOf, type StockLevel as Level } from '../domain/stock.ts';
import type { StockAdjustment as Adjustment } from '../infrastructure/stock-reads.ts';
import type { CatalogContext } from './context.ts';

/** Fields of StockLevel. Those not named here are columns. */
export const StockLevel = {
  __resolveReference({ id }: { id: string }, { loaders }: CatalogContext): Promise<Level | null> | null {
    const pair = levelPair(id);
    return pair && loaders.levels.load(stockKey(pair.storeId, pair.productId));
  },
  id: ({ storeId, productId }: Level) => levelId(storeId, productId),
  store: ({ storeId }: Level, _: unknown, { loaders }: CatalogContext) => loaders.stores.load(storeId),
  product: ({ productId }: Level, _: unknown, { loaders }: CatalogContext) => loaders.products.load(productId),
  available: availableOf,
  status: (level: Level) => statusOf(availableOf(level)),
  adjustments({ storeId, productId }: Level, args: PageArgs, { actor, loaders }: CatalogContext) {
    requireManagerOf(actor, storeId);
    return adjustmentsOf((wanted) => loaders.adjustments(stockKey(storeId, productId), wanted), args);
  },
};

export const StockAdjustment = {
  adjustedBy: ({ userId }: Adjustment) => (userId === null ? null : { id: userId }),
};
