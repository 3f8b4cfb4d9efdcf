import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { StockLevel, StockStatus } from '../../domain/stock.ts';

export type StoreStockArgs = PageArgs & { status?: StockStatus | null };

type Listed = StockLevel & { sortKey: string };
type ReadStorePage = (
  storeId: string,
  wanted: { status: StockStatus | null; afterKey: string | null; take: number },
) => Promise<Listed[]>;

/** What lies on a store's shelves, by product name. */
export async function storeStock(
  readPage: ReadStorePage,
  storeId: string,
  args: StoreStockArgs,
): Promise<Connection<StockLevel>> {
  const size = pageSize(args.first);
  const afterKey = args.after ? String(decodeCursor(args.after, 1)[0]) : null;
  if (afterKey?.includes('\0'))
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  const rows = await readPage(storeId, { status: args.status ?? null, afterKey, take: size + 1 });
  return toConnection(rows, size, ({ sortKey }) => [sortKey], afterKey !== null);
}

/** The adjustments of one level, the newest first. */
export async function adjustmentsOf<T extends { id: string }>(
  readPage: (wanted: { afterId: string | null; take: number }) => Promise<T[]>,
  { first, after }: PageArgs,
): Promise<Connection<T>> {
  const size = pageSize(first);
  const afterId = after ? String(decodeCursor(after, 1)[0]) : null;
  if (afterId !== null && !isUuid(afterId))
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  return toConnection(await readPage({ afterId, take: size + 1 }), size, ({ id }) => [id], afterId !== null);
}
