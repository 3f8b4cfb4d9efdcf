import { randomUUID } from 'node:crypto';
import { forbidden, isAdmin, requireActor } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { conflictOf, type Account } from '../../domain/account.ts';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import { checkPassword } from '../check-password.ts';
import type { Caller, Deps } from '../ports.ts';

export type EraseUserInput = { userId: string; password?: string | null; expectedVersion?: number | null };

/**
 * Forgets a person: the account is closed for good and says nothing of them any more. The other contexts erase the keys of what
 * the person wrote when they read UserErased. There is no way back.
 */
export const eraseUser =
  (deps: Deps) =>
  async (caller: Caller, { userId, password, expectedVersion }: EraseUserInput): Promise<Outcome<Account>> => {
    const actor = requireActor(caller.actor);
    const isOwn = actor.sub === userId;
    if (!isOwn && !isAdmin(actor)) throw forbidden('Only the person and admins may have an account forgotten.');
    // An access token alone, which may be stolen, ends nobody's account.
    if (isOwn && !(await isTheirs(deps, caller, actor.sub, password ?? ''))) return refused({ code: 'WRONG_PASSWORD' });

    const passwordHash = await deps.passwords.hash(randomUUID());
    return deps.transact(caller, async (tx) => {
      const admins = await tx.openAdmins();
      const account = isUuid(userId) ? await tx.accountForUpdate(userId) : null;
      if (!account) return refused({ code: 'NOT_FOUND', what: 'user', id: userId });
      if (account.erasedAt) return done(account);
      const conflict = conflictOf(account, expectedVersion);
      if (conflict) return refused(conflict);
      if (admins.every((id) => id === userId) && admins.length > 0) return refused({ code: 'LAST_ADMIN' });

      const erasedAt = await tx.now();
      const ended = await tx.revokeSessions({ userId, reason: 'SUSPENDED' });
      const { account: next, endedKeys } = await tx.eraseAccount(account, { erasedAt, passwordHash });
      await tx.append(
        {
          ...{ type: 'UserErased', streamType: 'user', streamId: userId, streamVersion: next.version },
          data: { erasedAt: erasedAt.toISOString() },
        },
        ...endedKeys.map((streamId) => ({
          ...({ type: 'ApiKeyRevoked', streamType: 'api-key', streamId, streamVersion: 2 } as const),
          data: { userId, revokedAt: erasedAt.toISOString() },
        })),
      );
      await tx.revoke(userId);
      deps.telemetry.erased(userId);
      deps.telemetry.sessionsRevoked(userId, 'SUSPENDED', ended.length);
      return done(next);
    });
  };

async function isTheirs(deps: Deps, caller: Caller, id: string, password: string): Promise<boolean> {
  const account = await deps.accountById(id);
  if (!account) throw new Error(`The signed-in user ${id} does not exist.`);
  return checkPassword(deps, caller, { username: account.username, account, password });
}
