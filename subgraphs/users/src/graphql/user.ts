import { forbidden } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { maySeeAccount, maySeeName } from '../application/policies.ts';
import type { Account } from '../domain/account.ts';
import type { UsersContext } from './context.ts';

const ofThePerson = (account: Account, { actor, signedIn }: UsersContext): void => {
  if (!signedIn.has(account.id) && !maySeeAccount(actor, account.id))
    throw forbidden('Only the person and admins see this.');
};

/** Fields of User. Those not named here are columns that whoever sees the user may see. */
export const User = {
  async __resolveReference({ id }: { id: string }, context: UsersContext): Promise<Account | null> {
    if (!maySeeName(context.actor, id)) throw forbidden('Shoppers see no account but their own.');
    return isUuid(id) ? context.accounts.load(id) : null;
  },
  email(account: Account, _: unknown, context: UsersContext): string {
    ofThePerson(account, context);
    return account.email;
  },
  stores(account: Account, _: unknown, context: UsersContext): { id: string }[] {
    ofThePerson(account, context);
    return account.storeIds.map((id) => ({ id }));
  },
  suspendedAt(account: Account, _: unknown, context: UsersContext): Date | null {
    ofThePerson(account, context);
    return account.suspendedAt;
  },
  erasedAt(account: Account, _: unknown, context: UsersContext): Date | null {
    ofThePerson(account, context);
    return account.erasedAt;
  },
};
