import {
  badUserInput,
  decodeCursor,
  pageSize,
  requireRole,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import type { Actor, Role } from '@comptoir/kit';
import { keyOf, type Account } from '../../domain/account.ts';

const SHORTEST_SEARCH = 3;
const LONGEST_SEARCH = 100;

export type UsersArgs = PageArgs & {
  filter?: { role?: Role | null; search?: string | null; suspended?: boolean | null } | null;
};

type ReadPage = (wanted: {
  afterKey: string | null;
  role?: Role | null;
  search?: string | null;
  suspended?: boolean | null;
  take: number;
}) => Promise<Account[]>;

/** Everybody with an account, by username, for admins. */
export async function users(
  readPage: ReadPage,
  actor: Actor | null,
  { first, after, filter }: UsersArgs,
): Promise<Connection<Account>> {
  requireRole(actor, 'ADMIN');
  const size = pageSize(first);
  const afterKey = after ? String(decodeCursor(after, 1)[0]) : null;
  const search = filter?.search?.trim();
  if (search && (search.length < SHORTEST_SEARCH || search.length > LONGEST_SEARCH))
    throw badUserInput(
      `filter.search: "${search.slice(0, 40)}" must have ${SHORTEST_SEARCH} to ${LONGEST_SEARCH} characters.`,
    );
  const rows = await readPage({ ...filter, search: search ?? null, afterKey, take: size + 1 });
  return toConnection(rows, size, (account) => [keyOf(account.username)], afterKey !== null);
}
