import DataLoader from 'dataloader';
import { entityLoader, type RequestContext } from '@comptoir/graphql-kit';
import { groupBy } from '@comptoir/kit';
import type { Hub } from '@comptoir/live';
import type { StockPair } from '../application/hold-store.ts';
import type { Deps } from '../application/ports.ts';
import type { ReadProductPage } from '../application/queries/products.ts';
import { stockKey } from '../domain/reservation.ts';
import type { Category, Product } from '../domain/product.ts';
import type { StockLevel } from '../domain/stock.ts';
import type { Store } from '../domain/store.ts';
import type { catalogReads } from '../infrastructure/catalog-reads.ts';
import type { stockReads } from '../infrastructure/stock-reads.ts';
import type { storeFigures } from '../infrastructure/store-figures.ts';
import { pageLoader } from './page-loader.ts';

export type CatalogReads = ReturnType<typeof catalogReads> &
  ReturnType<typeof stockReads> &
  ReturnType<typeof storeFigures> & { productPage: ReadProductPage };

/** What resolvers of this context get: the request, the use cases' ports, reads, and loaders that live as long as the operation. */
export type CatalogContext = RequestContext & {
  deps: Deps;
  reads: CatalogReads;
  hub: Hub;
  loaders: ReturnType<typeof createLoaders>;
};

const pairOf = (key: string): StockPair => {
  const [storeId = '', productId = ''] = key.split(':');
  return { storeId, productId };
};
const keyOf = ({ storeId, productId }: StockPair): string => stockKey(storeId, productId);

/** Loaders of one operation, or of one event of a subscription: what they have read they keep. */
export function createLoaders(reads: CatalogReads) {
  return {
    products: entityLoader<Product>(
      (ids) => reads.productsByIds(ids),
      ({ id }) => id,
    ),
    categories: entityLoader<Category>(
      (ids) => reads.categoriesByIds(ids),
      ({ id }) => id,
    ),
    stores: entityLoader<Store>(
      (ids) => reads.storesByIds(ids),
      ({ id }) => id,
    ),
    /** By `stockKey`. */
    levels: entityLoader<StockLevel>((keys) => reads.levels(keys.map(pairOf)), keyOf),
    levelsOfProduct: new DataLoader<string, StockLevel[]>(async (ids) => {
      const levels = groupBy(await reads.levelsOfProducts(ids), ({ productId }) => productId);
      return ids.map((id) => levels.get(id) ?? []);
    }),
    levelsOfStore: pageLoader(reads.levelsOfStores, ({ storeId }) => storeId),
    adjustments: pageLoader(
      (keys, args: Parameters<CatalogReads['adjustments']>[1]) => reads.adjustments(keys.map(pairOf), args),
      keyOf,
    ),
  };
}

export const createContext = (request: RequestContext, deps: Deps, reads: CatalogReads, hub: Hub): CatalogContext => ({
  ...{ ...request, deps, reads, hub },
  loaders: createLoaders(reads),
});
