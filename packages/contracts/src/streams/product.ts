import type { CatalogEvent } from '../events/catalog.ts';

export type ProductStreamEvent = CatalogEvent<
  'ProductCreated' | 'ProductUpdated' | 'ProductRepriced' | 'ProductArchived'
>;

/** A product as its events tell it. */
export type ProductFold = {
  sku: string;
  name: string;
  description: string;
  priceMinor: number;
  currency: string;
  categoryId: string;
  createdAt: string;
  archivedAt: string | null;
};

/** Before ProductCreated there is nothing. */
export const initial: ProductFold | null = null;

/** Folds one event into the product. Pure, and total: what comes before ProductCreated changes nothing. */
export function apply(product: ProductFold | null, event: ProductStreamEvent): ProductFold | null {
  if (event.type === 'ProductCreated') return { ...event.data, archivedAt: null };
  if (!product) return null;
  switch (event.type) {
    case 'ProductUpdated':
      return { ...product, ...event.data };
    case 'ProductRepriced':
      return { ...product, priceMinor: event.data.toMinor, currency: event.data.currency };
    case 'ProductArchived':
      return { ...product, archivedAt: event.data.archivedAt };
    default:
      return event satisfies never;
  }
}
