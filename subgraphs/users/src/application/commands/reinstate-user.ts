import { requireRole } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { conflictOf, type Account } from '../../domain/account.ts';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import type { Caller, Deps } from '../ports.ts';
import type { SuspensionInput } from './suspend-user.ts';

/** Opens a suspended account again. Sessions that were ended stay ended; API keys that were not revoked are good again. */
export const reinstateUser =
  (deps: Deps) =>
  async (caller: Caller, { userId, expectedVersion }: SuspensionInput): Promise<Outcome<Account>> => {
    requireRole(caller.actor, 'ADMIN');
    return deps.transact(caller, async (tx) => {
      const account = isUuid(userId) ? await tx.accountForUpdate(userId) : null;
      if (!account || account.erasedAt) return refused({ code: 'NOT_FOUND', what: 'user', id: userId });
      const conflict = conflictOf(account, expectedVersion);
      if (conflict) return refused(conflict);
      if (!account.suspendedAt) return done(account);
      const next = { ...account, suspendedAt: null, version: account.version + 1 };
      await tx.saveAccount(next);
      await tx.append({
        ...{ type: 'UserReinstated', streamType: 'user', streamId: userId, streamVersion: next.version },
        data: { reinstatedAt: (await tx.now()).toISOString() },
      });
      deps.telemetry.reinstated(userId);
      return done(next);
    });
  };
