import { adjustStock } from './mutations/adjust-stock.ts';
import { createProduct } from './mutations/create-product.ts';
import { Category, Product } from './product.ts';
import { Query } from './query.ts';
import { StockAdjustment, StockLevel } from './stock-level.ts';
import { Store } from './store.ts';

/** Schema field → function. */
export const resolvers = {
  Query,
  Mutation: { createProduct, adjustStock },
  Product,
  Category,
  Store,
  StockLevel,
  StockAdjustment,
};
