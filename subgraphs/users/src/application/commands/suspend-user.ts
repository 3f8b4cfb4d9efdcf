import { requireRole } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { conflictOf, type Account } from '../../domain/account.ts';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import type { Caller, Deps } from '../ports.ts';

export type SuspensionInput = { userId: string; expectedVersion?: number | null };

/** Closes an account to log-ins; its sessions, API keys and running streams end within a second. */
export const suspendUser =
  (deps: Deps) =>
  async (caller: Caller, { userId, expectedVersion }: SuspensionInput): Promise<Outcome<Account>> => {
    requireRole(caller.actor, 'ADMIN');
    return deps.transact(caller, async (tx) => {
      const admins = await tx.openAdmins();
      const account = isUuid(userId) ? await tx.accountForUpdate(userId) : null;
      if (!account) return refused({ code: 'NOT_FOUND', what: 'user', id: userId });
      const conflict = conflictOf(account, expectedVersion);
      if (conflict) return refused(conflict);
      if (account.suspendedAt) return done(account);
      if (admins.every((id) => id === userId)) return refused({ code: 'LAST_ADMIN' });
      const suspendedAt = await tx.now();
      const next = { ...account, suspendedAt, version: account.version + 1 };
      await tx.saveAccount(next);
      await tx.append({
        ...{ type: 'UserSuspended', streamType: 'user', streamId: userId, streamVersion: next.version },
        data: { suspendedAt: suspendedAt.toISOString() },
      });
      const ended = await tx.revokeSessions({ userId, reason: 'SUSPENDED' });
      // By the user's id too, which ends what came in by API keys.
      await tx.revoke(userId);
      deps.telemetry.suspended(userId);
      deps.telemetry.sessionsRevoked(userId, 'SUSPENDED', ended.length);
      return done(next);
    });
  };
