import { requireActor } from '@comptoir/graphql-kit';
import type { Account } from '../../domain/account.ts';
import { passwordFaults } from '../../domain/password-policy.ts';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import { checkPassword } from '../check-password.ts';
import type { Caller, Deps } from '../ports.ts';

export type ChangePasswordInput = { currentPassword: string; newPassword: string };

/** Changes one's own password and ends all sessions but this one. */
export const changePassword =
  (deps: Deps) =>
  async (caller: Caller, { currentPassword, newPassword }: ChangePasswordInput): Promise<Outcome<Account>> => {
    const { sub, sessionId } = requireActor(caller.actor);
    const account = await deps.accountById(sub);
    if (!account) throw new Error(`The signed-in user ${sub} does not exist.`);
    const { username } = account;
    const fields = passwordFaults(newPassword, username, 'newPassword');
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });
    if (!(await checkPassword(deps, caller, { username, account, password: currentPassword })))
      return refused({ code: 'WRONG_PASSWORD' });

    const passwordHash = await deps.passwords.hash(newPassword);
    return deps.transact(caller, async (tx) => {
      const current = await tx.accountForUpdate(sub);
      // Somebody was faster with the same old password.
      if (current?.passwordHash !== account.passwordHash) return refused({ code: 'WRONG_PASSWORD' });
      const next = { ...current, passwordHash, version: current.version + 1 };
      await tx.saveAccount(next);
      await tx.append({
        ...{ type: 'UserPasswordChanged', streamType: 'user', streamId: sub, streamVersion: next.version },
        data: { changedAt: (await tx.now()).toISOString() },
      });
      const ended = await tx.revokeSessions({ userId: sub, except: sessionId, reason: 'PASSWORD_CHANGED' });
      deps.telemetry.passwordChanged(sub);
      deps.telemetry.sessionsRevoked(sub, 'PASSWORD_CHANGED', ended.length);
      return done(next);
    });
  };
