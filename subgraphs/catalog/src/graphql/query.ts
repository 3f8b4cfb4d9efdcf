import { isUuid } from '@comptoir/kit';
import { lowStock, type LowStockArgs } from '../application/queries/low-stock.ts';
import { products, type ProductsArgs } from '../application/queries/products.ts';
import { skuFaults } from '../domain/product.ts';
import type { CatalogContext } from './context.ts';
import { inventoryReport } from './inventory-report.ts';

/** A root field that is counted and timed under a name of its own. */
const observed =
  <Args, Result>(name: string, run: (args: Args, context: CatalogContext) => Result | Promise<Result>) =>
  (_: unknown, args: Args, context: CatalogContext): Promise<Result> =>
    context.deps.telemetry.query(name, () => run(args, context));

type ById = { id: string };

export const Query = {
  products: observed('products', (args: ProductsArgs, { reads, actor }) => products(reads.productPage, actor, args)),
  product: observed('product', ({ id }: ById, { loaders }) => (isUuid(id) ? loaders.products.load(id) : null)),
  productBySku: observed('product_by_sku', ({ sku }: { sku: string }, { reads }) =>
    skuFaults(sku).length === 0 ? reads.productBySku(sku) : null,
  ),
  categories: observed('categories', (_: object, { reads }) => reads.categories()),
  stores: observed('stores', (_: object, { reads }) => reads.stores()),
  store: observed('store', ({ id }: ById, { loaders }) => (isUuid(id) ? loaders.stores.load(id) : null)),
  lowStock: observed('low_stock', (args: LowStockArgs, { reads, actor }) => lowStock(reads.lowStock, actor, args)),
  inventoryReport: observed('inventory_report', inventoryReport),
};
