import { badUserInput, requireRole } from '@comptoir/graphql-kit';
import { isUuid, type Role } from '@comptoir/kit';
import { conflictOf, roleFaults, type Account } from '../../domain/account.ts';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import type { Caller, Deps } from '../ports.ts';

export type SetUserRoleInput = { userId: string; role: Role; storeIds: string[]; expectedVersion?: number | null };

const sameStores = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);

/**
 * Gives a person another role or other stores. Access tokens with the old rights end at once; the session lives, so that
 * its next refresh brings the new ones. Whether the stores exist is the catalogue's to know: a store that is none gives no right.
 */
export const setUserRole =
  (deps: Deps) =>
  async (
    caller: Caller,
    { userId, role, storeIds: wished, expectedVersion }: SetUserRoleInput,
  ): Promise<Outcome<Account>> => {
    requireRole(caller.actor, 'ADMIN');
    const storeIds = [...new Set(wished)].sort();
    const malformed = storeIds.find((id) => !isUuid(id));
    if (malformed !== undefined) throw badUserInput(`storeIds: "${malformed.slice(0, 40)}" is not the id of a store.`);
    const fields = roleFaults(role, storeIds);
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });

    return deps.transact(caller, async (tx) => {
      const admins = await tx.openAdmins();
      const account = isUuid(userId) ? await tx.accountForUpdate(userId) : null;
      if (!account || account.erasedAt) return refused({ code: 'NOT_FOUND', what: 'user', id: userId });
      const conflict = conflictOf(account, expectedVersion);
      if (conflict) return refused(conflict);
      if (account.role === role && sameStores(account.storeIds, storeIds)) return done(account);
      if (role !== 'ADMIN' && admins.every((id) => id === userId)) return refused({ code: 'LAST_ADMIN' });
      const next = { ...account, role, storeIds, version: account.version + 1 };
      await tx.saveAccount(next);
      await tx.append({
        ...{ type: 'UserRoleChanged', streamType: 'user', streamId: userId, streamVersion: next.version },
        data: { from: account.role, to: role, storeIds },
      });
      await tx.revoke(userId);
      deps.telemetry.roleChanged(userId, account.role, role);
      return done(next);
    });
  };
