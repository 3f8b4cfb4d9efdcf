import type { Role } from '@comptoir/kit';
import { keyOf, type Account } from '../domain/account.ts';
import type { Account as Row } from '../generated/client/client.ts';
import type { PrismaClient } from './prisma-client.ts';

function toAccount({ usernameKey: _usernameKey, emailKey: _emailKey, search: _search, role, ...rest }: Row): Account {
  return { ...rest, role: role as Role };
}

export type AccountsWanted = {
  /** Go on behind this username (as `keyOf` makes it). */
  afterKey: string | null;
  role?: Role | null;
  /** A part of username, display name or e-mail address. */
  search?: string | null;
  suspended?: boolean | null;
  take: number;
};

/** Reads of accounts outside transactions. */
export function accountReads(prisma: PrismaClient) {
  return {
    /** All ids in one statement; those that do not exist are left out. */
    async byIds(ids: readonly string[]): Promise<Account[]> {
      return (await prisma.account.findMany({ where: { id: { in: [...ids] } } })).map(toAccount);
    },
    async byUsername(username: string): Promise<Account | null> {
      const row = await prisma.account.findUnique({ where: { usernameKey: keyOf(username) } });
      return row && toAccount(row);
    },
    async emailTaken(emailKey: string, exceptId: string): Promise<boolean> {
      return (
        (await prisma.account.findFirst({ where: { emailKey, id: { not: exceptId } }, select: { id: true } })) !== null
      );
    },
    /** One page by username; the role index or the trigram index serves the filter. */
    async page({ afterKey, role, search, suspended, take }: AccountsWanted): Promise<Account[]> {
      const rows = await prisma.account.findMany({
        where: {
          ...(afterKey !== null && { usernameKey: { gt: afterKey } }),
          ...(role && { role }),
          ...(search && { search: { contains: search.toLowerCase() } }),
          ...(typeof suspended === 'boolean' && { suspendedAt: suspended ? { not: null } : null }),
        },
        orderBy: { usernameKey: 'asc' },
        take,
      });
      return rows.map(toAccount);
    },
  };
}
