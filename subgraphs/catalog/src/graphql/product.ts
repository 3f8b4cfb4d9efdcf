import { isUuid, type Money } from '@comptoir/kit';
import { stockKey } from '../domain/reservation.ts';
import { imageUrlOf, type Category as CategoryEntity, type Product as ProductEntity } from '../domain/product.ts';
import type { StockLevel } from '../domain/stock.ts';
import type { CatalogContext } from './context.ts';

type Ref = { id: string };

export const Category = {
  __resolveReference: ({ id }: Ref, { loaders }: CatalogContext): Promise<CategoryEntity | null> | null =>
    isUuid(id) ? loaders.categories.load(id) : null,
};

/** Fields of Product. Those not named here are columns. */
export const Product = {
  __resolveReference: ({ id }: Ref, { loaders }: CatalogContext): Promise<ProductEntity | null> | null =>
    isUuid(id) ? loaders.products.load(id) : null,
  price: ({ priceMinor, currency }: ProductEntity): Money => ({ amountMinor: priceMinor, currency }),
  category: ({ categoryId }: ProductEntity, _: unknown, { loaders }: CatalogContext) =>
    loaders.categories.load(categoryId),
  imageUrl: imageUrlOf,
  stock: (
    { id }: ProductEntity,
    { storeId }: { storeId: string },
    { loaders }: CatalogContext,
  ): Promise<StockLevel | null> | null => (isUuid(storeId) ? loaders.levels.load(stockKey(storeId, id)) : null),
  stockByStore: ({ id }: ProductEntity, _: unknown, { loaders }: CatalogContext) => loaders.levelsOfProduct.load(id),
};
