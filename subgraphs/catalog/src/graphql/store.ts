import { isUuid } from '@comptoir/kit';
import { storeStock, type StoreStockArgs } from '../application/queries/stock.ts';
import type { Store as StoreEntity } from '../domain/store.ts';
import type { CatalogContext } from './context.ts';

/** Fields of Store. Those not named here are columns. */
export const Store = {
  __resolveReference: ({ id }: { id: string }, { loaders }: CatalogContext): Promise<StoreEntity | null> | null =>
    isUuid(id) ? loaders.stores.load(id) : null,
  stock: ({ id }: StoreEntity, args: StoreStockArgs, { loaders }: CatalogContext) =>
    storeStock(loaders.levelsOfStore, id, args),
};
