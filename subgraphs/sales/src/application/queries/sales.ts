import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { Sale, SaleStatus } from '../../domain/sale.ts';
import type { Scope } from '../policies.ts';
import { isMoment } from './moment.ts';

export type SaleFilter = {
  status?: SaleStatus | null;
  kind?: Sale['kind'] | null;
  storeId?: string | null;
  userId?: string | null;
  from?: Date | null;
  to?: Date | null;
};

export type SaleOrdering = { field: 'CREATED_AT' | 'TOTAL'; direction: 'ASC' | 'DESC' };

/** A page as the database is asked for it. `after` holds the sort key and id of the row before it. */
export type SalesWanted = {
  scopes: readonly Scope[];
  filter: SaleFilter;
  order: SaleOrdering;
  after: { key: string | number; id: string } | null;
  take: number;
};

export type ReadSales = (wanted: SalesWanted) => Promise<Sale[]>;

export type SalesArgs = PageArgs & { filter?: SaleFilter | null; orderBy?: Partial<SaleOrdering> | null };

const keyOf = (sale: Sale, { field }: SaleOrdering) => (field === 'TOTAL' ? sale.totalMinor : sale.createdAt);

/** One page of the sales in these scopes that meet the filter. */
export async function sales(read: ReadSales, scopes: readonly Scope[], args: SalesArgs): Promise<Connection<Sale>> {
  const size = pageSize(args.first);
  const order: SaleOrdering = {
    field: args.orderBy?.field ?? 'CREATED_AT',
    direction: args.orderBy?.direction ?? 'DESC',
  };
  const filter = args.filter ?? {};
  const after = args.after ? cursorOf(args.after, order) : null;
  // An id that has not the form of one is nobody's.
  const possible = [filter.storeId, filter.userId].every((id) => id === null || id === undefined || isUuid(id));
  const rows = possible ? await read({ scopes, filter, order, after, take: size + 1 }) : [];
  return toConnection(rows, size, (sale) => [keyOf(sale, order), sale.id], after !== null);
}

function cursorOf(after: string, { field }: SaleOrdering): { key: string | number; id: string } {
  const [key, id] = decodeCursor(after, 2);
  const fits = field === 'TOTAL' ? Number.isSafeInteger(key) : isMoment(key);
  if (key === undefined || typeof id !== 'string' || !isUuid(id) || !fits)
    throw badUserInput(
      `after: the cursor is not one of a list ordered by ${field}. Take one from an edge or pageInfo of the same list.`,
    );
  return { key, id };
}
