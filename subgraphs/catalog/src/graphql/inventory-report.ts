import { isUuid, money } from '@comptoir/kit';
import { requireManagerOf } from '../application/policies.ts';
import { CURRENCY } from '../domain/product.ts';
import type { Inventory, InventoryFigures } from '../infrastructure/store-figures.ts';
import type { CatalogContext } from './context.ts';

type Report = Inventory & { storeId: string };

const valued = <T extends InventoryFigures>(figures: T) => ({
  ...figures,
  stockValue: money(figures.stockValueMinor, CURRENCY),
});

/** What a store has in the house; null when there is no such store. */
export async function inventoryReport({ storeId }: { storeId: string }, { actor, reads, loaders }: CatalogContext) {
  requireManagerOf(actor, storeId);
  const store = isUuid(storeId) ? await loaders.stores.load(storeId.toLowerCase()) : null;
  if (!store) return null;
  const { totals, categories } = await reads.inventory(store.id);
  return { ...valued(totals), storeId: store.id, categories: categories.map(valued) };
}

export const InventoryReport = {
  store: ({ storeId }: Report, _: unknown, { loaders }: CatalogContext) => loaders.stores.load(storeId),
};
