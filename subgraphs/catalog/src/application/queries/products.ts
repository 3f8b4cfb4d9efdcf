import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid, type Actor } from '@comptoir/kit';
import type { Product } from '../../domain/product.ts';
import { wordsOf } from '../../domain/text.ts';
import { requireAdmin } from '../policies.ts';

export type ProductOrderField = 'NAME' | 'PRICE' | 'CREATED_AT' | 'AVAILABLE';

export type ProductFilter = {
  categoryId?: string | null;
  storeId?: string | null;
  inStockOnly?: boolean | null;
  minPriceMinor?: number | null;
  maxPriceMinor?: number | null;
  archived?: boolean | null;
};

export type ProductsArgs = PageArgs & {
  search?: string | null;
  filter?: ProductFilter | null;
  orderBy?: { field: ProductOrderField; direction: 'ASC' | 'DESC' } | null;
};

/** One page, everything checked. */
export type ProductPageWanted = {
  /** Beginnings of words that must all be found; null where nothing is searched. */
  words: string[] | null;
  filter: ProductFilter;
  field: ProductOrderField;
  direction: 'ASC' | 'DESC';
  after: { key: string | number; id: string } | null;
  take: number;
};

/** `sortKey` is what the list is sorted by; with the id it is the cursor. */
export type ListedProduct = Product & { sortKey: string | number };

export type ReadProductPage = (wanted: ProductPageWanted) => Promise<ListedProduct[]>;

const LONGEST_SEARCH = 100;

/** Products on sale (or, for admins, taken off sale): searched, filtered, ordered and cut into pages by the database. */
export async function products(
  readPage: ReadProductPage,
  actor: Actor | null,
  args: ProductsArgs,
): Promise<Connection<Product>> {
  const filter = args.filter ?? {};
  if (filter.archived) requireAdmin(actor);
  const { field, direction } = args.orderBy ?? { field: 'NAME', direction: 'ASC' };
  if (!filter.storeId && (filter.inStockOnly || field === 'AVAILABLE'))
    throw badUserInput('filter.storeId: name the store whose stock inStockOnly and the order AVAILABLE look at.');
  const size = pageSize(args.first);
  const after = args.after ? positionOf(args.after, field) : null;
  const words = searched(args.search);
  const findsNothing = words?.length === 0 || [filter.categoryId, filter.storeId].some((id) => id && !isUuid(id));
  const rows = findsNothing ? [] : await readPage({ words, filter, field, direction, after, take: size + 1 });
  return toConnection(rows, size, ({ sortKey, id }) => [field, sortKey, id], after !== null);
}

function searched(search: string | null | undefined): string[] | null {
  const text = search?.trim();
  if (!text) return null;
  if (text.length > LONGEST_SEARCH)
    throw badUserInput(`search: ${text.length} characters are too many; at most ${LONGEST_SEARCH}.`);
  return wordsOf(text);
}

function positionOf(cursor: string, field: ProductOrderField): { key: string | number; id: string } {
  const [orderedBy, key, id] = decodeCursor(cursor, 3);
  const keyFits = field === 'NAME' ? typeof key === 'string' && !key.includes('\0') : Number.isSafeInteger(key);
  if (orderedBy !== field || key === undefined || !keyFits || typeof id !== 'string' || !isUuid(id))
    throw badUserInput('after: this cursor is not of a list in this order. Take one from an edge or pageInfo.');
  return { key, id };
}
