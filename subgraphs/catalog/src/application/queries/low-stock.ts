import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid, type Actor } from '@comptoir/kit';
import { availableOf, LOW_STOCK, type StockLevel } from '../../domain/stock.ts';
import { requireManagerOf, storesOf } from '../policies.ts';

export type LowStockArgs = PageArgs & { storeId?: string | null; threshold?: number | null };

export type LowStockWanted = {
  /** Stores to look at, closed ones too; or all that are open; or those of a manager that are open. */
  stores: { only: string } | { open: 'all' | string[] };
  threshold: number;
  after: { available: number; storeId: string; productId: string } | null;
  take: number;
};

const HIGHEST_THRESHOLD = 1_000_000;

/** Levels of products on sale with fewer than `threshold` available, the scarcest first. */
export async function lowStock(
  readPage: (wanted: LowStockWanted) => Promise<StockLevel[]>,
  actor: Actor | null,
  { storeId, first, after: cursor, ...args }: LowStockArgs,
): Promise<Connection<StockLevel>> {
  if (storeId) requireManagerOf(actor, storeId);
  const stores = storeId ? { only: storeId } : { open: storesOf(actor) };
  const threshold = args.threshold ?? LOW_STOCK;
  if (threshold < 1 || threshold > HIGHEST_THRESHOLD)
    throw badUserInput(`threshold: ${threshold} is not between 1 and ${HIGHEST_THRESHOLD}.`);
  const size = pageSize(first);
  const after = cursor ? positionOf(cursor) : null;
  const rows = storeId && !isUuid(storeId) ? [] : await readPage({ stores, threshold, after, take: size + 1 });
  return toConnection(rows, size, (level) => [availableOf(level), level.storeId, level.productId], after !== null);
}

function positionOf(cursor: string): NonNullable<LowStockWanted['after']> {
  const [available, storeId, productId] = decodeCursor(cursor, 3);
  if (typeof available === 'number' && Math.abs(available) <= 2 ** 31 - 1 && Number.isInteger(available))
    if (typeof storeId === 'string' && typeof productId === 'string' && isUuid(storeId) && isUuid(productId))
      return { available, storeId, productId };
  throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
}
