import type { Pool } from '@comptoir/database';
import type {
  ListedProduct,
  ProductOrderField,
  ProductPageWanted,
  ReadProductPage,
} from '../application/queries/products.ts';
import { bandOf } from '../domain/stock.ts';
import { PRODUCT } from './columns.ts';

type Order = {
  /** What the index of this order is over. */
  columns: readonly string[];
  /** What goes into the cursor: text, or a whole number. */
  sortKey: string;
  /** How many leading columns the place in the list does not need. */
  skip?: number;
  /** The sort key out of the cursor, as the column has it. */
  value(parameter: string): string;
};

const MICROSECONDS = `(extract(epoch FROM p.created_at) * 1000000)::bigint`;
const AVAILABLE = 's.on_hand - s.reserved';

const ORDERS: Record<ProductOrderField, Order> = {
  // Names are unique, so they need no id behind them.
  NAME: { columns: ['p.name_key'], sortKey: 'p.name_key', value: (p) => `${p}::text` },
  PRICE: { columns: ['p.price_minor', 'p.id'], sortKey: 'p.price_minor', value: (p) => `${p}::bigint` },
  CREATED_AT: {
    columns: ['p.created_at', 'p.id'],
    sortKey: MICROSECONDS,
    value: (p) => `timestamptz 'epoch' + ${p}::bigint * interval '1 microsecond'`,
  },
  // The band rises with what is available and has the index: inside one band the database sorts.
  AVAILABLE: { columns: ['s.band', AVAILABLE, 'p.id'], skip: 1, sortKey: AVAILABLE, value: (p) => `${p}::int` },
};

/** The statement of one page and its parameters. */
export function productPageSql({
  words,
  filter,
  field,
  direction,
  after,
  take,
}: ProductPageWanted): [string, unknown[]] {
  const parameters: unknown[] = [];
  const put = (value: unknown): string => `$${parameters.push(value)}`;
  const { columns, sortKey, skip = 0, value } = ORDERS[field];
  const { categoryId, storeId, inStockOnly, minPriceMinor, maxPriceMinor, archived } = filter;
  const needsStock = storeId && (inStockOnly || field === 'AVAILABLE');

  const from = needsStock
    ? `stock s JOIN product p ON p.id = s.product_id AND s.store_id = ${put(storeId)}::uuid`
    : 'product p';
  const conditions = [`p.archived_at IS ${archived ? 'NOT NULL' : 'NULL'}`];
  if (words) conditions.push(`p.search @@ ${put(words.map((word) => `'${word}':*`).join(' & '))}::tsquery`);
  if (categoryId) conditions.push(`p.category_id = ${put(categoryId)}::uuid`);
  if (typeof minPriceMinor === 'number') conditions.push(`p.price_minor >= ${put(minPriceMinor)}::bigint`);
  if (typeof maxPriceMinor === 'number') conditions.push(`p.price_minor <= ${put(maxPriceMinor)}::bigint`);
  if (inStockOnly) conditions.push('s.band > 0');
  if (after) {
    const beyond = direction === 'ASC' ? '>' : '<';
    const place = columns.slice(skip);
    const values = [value(put(after.key)), ...(place.includes('p.id') ? [`${put(after.id)}::uuid`] : [])];
    conditions.push(`(${place.join(', ')}) ${beyond} (${values.join(', ')})`);
    // One step of slack: logarithms here and in the database may differ in the last digit.
    if (field === 'AVAILABLE')
      conditions.push(`s.band ${beyond}= ${put(bandOf(Number(after.key)) + (direction === 'ASC' ? -1 : 1))}`);
  }
  const orderBy = columns.map((column) => `${column} ${direction}`).join(', ');
  const text = `SELECT ${PRODUCT}, ${sortKey} AS "sortKey" FROM ${from}
    WHERE ${conditions.join(' AND ')} ORDER BY ${orderBy} LIMIT ${put(take)}`;
  return [text, parameters];
}

/** Pages of products, each one statement in the index of its order or of the search. */
export function readProductPages(pool: Pool): ReadProductPage {
  return async (wanted) => (await pool.query<ListedProduct>(...productPageSql(wanted))).rows;
}
