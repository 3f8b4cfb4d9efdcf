import { InventoryReport } from './inventory-report.ts';
import { adjustStock } from './mutations/adjust-stock.ts';
import { archiveProduct } from './mutations/archive-product.ts';
import { closeStore } from './mutations/close-store.ts';
import { createCategory } from './mutations/create-category.ts';
import { createProduct } from './mutations/create-product.ts';
import { createStore } from './mutations/create-store.ts';
import { updateProduct } from './mutations/update-product.ts';
import { updateStore } from './mutations/update-store.ts';
import { Category, Product } from './product.ts';
import { Query } from './query.ts';
import { StockAdjustment, StockLevel } from './stock-level.ts';
import { Store } from './store.ts';
import { Subscription } from './subscription.ts';

/** Schema field → function. */
export const resolvers = {
  Query,
  Mutation: {
    createCategory,
    createProduct,
    updateProduct,
    archiveProduct,
    createStore,
    updateStore,
    closeStore,
    adjustStock,
  },
  Subscription,
  Product,
  Category,
  Store,
  StockLevel,
  StockAdjustment,
  InventoryReport,
};
