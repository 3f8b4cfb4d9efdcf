import { forbidden, requireActor, type PageArgs } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { maySeeAccount } from '../application/policies.ts';
import { apiKeys } from '../application/queries/api-keys.ts';
import { users, type UsersArgs } from '../application/queries/users.ts';
import type { UsersContext } from './context.ts';

export const Query = {
  me: (_: unknown, __: unknown, { actor, accounts }: UsersContext) => accounts.load(requireActor(actor).sub),
  user(_: unknown, { id }: { id: string }, { actor, accounts }: UsersContext) {
    if (!maySeeAccount(actor, id)) throw forbidden('Only admins see the accounts of others.');
    return isUuid(id) ? accounts.load(id) : null;
  },
  users: (_: unknown, args: UsersArgs, { actor, reads }: UsersContext) =>
    users((wanted) => reads.page(wanted), actor, args),
  apiKeys: (_: unknown, args: PageArgs, { actor, reads }: UsersContext) => apiKeys(reads.apiKeyPage, actor, args),
};
