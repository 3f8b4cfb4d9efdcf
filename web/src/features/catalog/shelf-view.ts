import type { ProductOrder } from '../../__generated__/operations.ts';
import { keysOf, oneOf } from '../../shared/one-of.ts';

/** How the shelf is looked at; it stands in the address, so that it can be kept, shared, and found again with "back". */
export type ShelfView = { search: string; categoryId: string | null; sort: SortName; inStockOnly: boolean };

export type SortName = keyof typeof SORTS;

export const SORTS = {
  name: { label: 'Name, A to Z', orderBy: { field: 'NAME', direction: 'ASC' } },
  'name-down': { label: 'Name, Z to A', orderBy: { field: 'NAME', direction: 'DESC' } },
  price: { label: 'Price, low to high', orderBy: { field: 'PRICE', direction: 'ASC' } },
  'price-down': { label: 'Price, high to low', orderBy: { field: 'PRICE', direction: 'DESC' } },
  stock: { label: 'Most in stock first', orderBy: { field: 'AVAILABLE', direction: 'DESC' } },
  newest: { label: 'Newest first', orderBy: { field: 'CREATED_AT', direction: 'DESC' } },
} as const satisfies Record<string, { label: string; orderBy: ProductOrder }>;

export const SORT_NAMES = keysOf(SORTS);
const LONGEST_SEARCH = 100;

export function readShelfView(params: URLSearchParams): ShelfView {
  return {
    search: (params.get('q') ?? '').slice(0, LONGEST_SEARCH),
    categoryId: params.get('category'),
    sort: oneOf(params.get('sort'), SORT_NAMES) ?? 'name',
    inStockOnly: params.get('stock') === 'yes',
  };
}

/** The address of a view; what is as usual is left out. */
export function writeShelfView(view: ShelfView): URLSearchParams {
  const params = new URLSearchParams();
  if (view.search) params.set('q', view.search);
  if (view.categoryId) params.set('category', view.categoryId);
  if (view.sort !== 'name') params.set('sort', view.sort);
  if (view.inStockOnly) params.set('stock', 'yes');
  return params;
}
