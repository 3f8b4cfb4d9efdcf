import { entityLoader, type RequestContext } from '@comptoir/graphql-kit';
import type { Deps } from '../application/ports.ts';
import type { Account } from '../domain/account.ts';
import type { accountReads } from '../infrastructure/account-reads.ts';
import type { apiKeyPage } from '../infrastructure/api-key-reads.ts';

export type UsersReads = ReturnType<typeof accountReads> & {
  apiKeyPage(
    ...args: Parameters<typeof apiKeyPage> extends [unknown, ...infer Rest] ? Rest : never
  ): ReturnType<typeof apiKeyPage>;
};

/** What resolvers of this context get: the request, the use cases' ports, reads, and a loader that lives as long as the operation. */
export type UsersContext = RequestContext & {
  deps: Deps;
  reads: UsersReads;
  /** People who showed a password or a refresh token in this very operation; the gateway does not know them yet. */
  signedIn: Set<string>;
  accounts: ReturnType<typeof entityLoader<Account>>;
};

export function createContext(request: RequestContext, deps: Deps, reads: UsersReads): UsersContext {
  return {
    ...request,
    deps,
    reads,
    signedIn: new Set(),
    accounts: entityLoader<Account>(
      (ids) => reads.byIds(ids),
      (account) => account.id,
    ),
  };
}
