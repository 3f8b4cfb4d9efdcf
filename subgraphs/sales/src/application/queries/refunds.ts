import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { Refund, RefundStatus } from '../../domain/refund.ts';
import type { Scope } from '../policies.ts';
import { isMoment } from './moment.ts';

export type RefundFilter = {
  status?: RefundStatus | null;
  storeId?: string | null;
  saleId?: string | null;
  userId?: string | null;
};

/** The row before a page. */
export type RefundBefore = { createdAt: string; id: string };

/** A page as the database is asked for it, newest first. */
export type RefundsWanted = {
  scopes: readonly Scope[];
  filter: RefundFilter;
  after: RefundBefore | null;
  take: number;
};
export type ReadRefunds = (wanted: RefundsWanted) => Promise<Refund[]>;

/** A page of each of these sales. */
export type RefundsOfSales = { saleIds: readonly string[]; after: RefundBefore | null; take: number };

export type RefundsArgs = PageArgs & { filter?: RefundFilter | null };

/** One page of the refunds in these scopes that meet the filter. */
export async function refunds(
  read: ReadRefunds,
  scopes: readonly Scope[],
  args: RefundsArgs,
): Promise<Connection<Refund>> {
  const filter = args.filter ?? {};
  // An id that has not the form of one is nobody's.
  const possible = [filter.storeId, filter.saleId, filter.userId].every(
    (id) => id === null || id === undefined || isUuid(id),
  );
  return page(args, async (after, take) => (possible ? read({ scopes, filter, after, take }) : []));
}

/** A page of refunds that `read` reads, one row more than it has. */
export async function page(
  { first, after: cursor }: PageArgs,
  read: (after: RefundBefore | null, take: number) => Promise<Refund[]>,
): Promise<Connection<Refund>> {
  const size = pageSize(first);
  const after = cursor ? beforeOf(cursor) : null;
  return toConnection(await read(after, size + 1), size, ({ createdAt, id }) => [createdAt, id], after !== null);
}

function beforeOf(cursor: string): RefundBefore {
  const [createdAt, id] = decodeCursor(cursor, 2);
  if (typeof createdAt !== 'string' || !isMoment(createdAt) || typeof id !== 'string' || !isUuid(id))
    throw badUserInput(
      'after: the cursor is not one of a list of refunds. Take one from an edge or pageInfo of the same list.',
    );
  return { createdAt, id };
}
