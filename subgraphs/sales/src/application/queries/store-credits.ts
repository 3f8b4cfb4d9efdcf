import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { isMoment } from './moment.ts';

/** A store credit as it is shown. */
export type StoreCredit = {
  id: string;
  userId: string;
  complaintId: string;
  saleId: string;
  amountMinor: number;
  remainingMinor: number;
  currency: string;
  issuedAt: Date;
  expiresAt: Date;
  expired: boolean;
};

/** What a person can spend in one currency. */
export type Balance = { userId: string; amountMinor: number; currency: string };

/** The row before a page. */
type Before = { issuedAt: string; id: string };

/** What is read of store credits. */
export type StoreCreditReads = {
  page(wanted: { userId: string; after: Before | null; take: number }): Promise<StoreCredit[]>;
  /** Of many people at once; whoever has nothing is missing. */
  balances(userIds: readonly string[]): Promise<Balance[]>;
};

/** One page of a person's store credits, newest first. */
export async function storeCredits(
  read: StoreCreditReads['page'],
  userId: string,
  { first, after: cursor }: PageArgs,
): Promise<Connection<StoreCredit>> {
  const size = pageSize(first);
  const after = cursor ? beforeOf(cursor) : null;
  const rows = await read({ userId, after, take: size + 1 });
  return toConnection(rows, size, ({ issuedAt, id }) => [issuedAt.toISOString(), id], after !== null);
}

function beforeOf(cursor: string): Before {
  const [issuedAt, id] = decodeCursor(cursor, 2);
  if (typeof issuedAt !== 'string' || !isMoment(issuedAt) || typeof id !== 'string' || !isUuid(id))
    throw badUserInput(
      'after: the cursor is not one of a list of store credits. Take one from an edge of the same list.',
    );
  return { issuedAt, id };
}
