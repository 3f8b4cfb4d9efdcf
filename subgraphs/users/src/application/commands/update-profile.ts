import { isConflict } from '@comptoir/database';
import { requireActor } from '@comptoir/graphql-kit';
import { conflictOf, emailFaults, keyOf, nameFaults, type Account } from '../../domain/account.ts';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import type { Caller, Deps } from '../ports.ts';

export type UpdateProfileInput = {
  displayName?: string | null;
  email?: string | null;
  expectedVersion?: number | null;
};

/** Changes one's own display name or e-mail address; the event says which, not what they hold. */
export const updateProfile =
  (deps: Deps) =>
  async (caller: Caller, input: UpdateProfileInput): Promise<Outcome<Account>> => {
    const { sub } = requireActor(caller.actor);
    const displayName = input.displayName?.trim();
    const email = input.email?.trim();
    const fields = [
      ...(displayName === undefined ? [] : nameFaults(displayName, 'displayName')),
      ...(email === undefined ? [] : emailFaults(email)),
    ];
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });

    try {
      return await deps.transact(caller, async (tx) => {
        const account = await tx.accountForUpdate(sub);
        if (!account) throw new Error(`The signed-in user ${sub} does not exist.`);
        const conflict = conflictOf(account, input.expectedVersion);
        if (conflict) return refused(conflict);
        const wished = { ...account, displayName: displayName ?? account.displayName, email: email ?? account.email };
        const changed = (['displayName', 'email'] as const).filter((field) => wished[field] !== account[field]);
        if (changed.length === 0) return done(account);
        const next = { ...wished, version: account.version + 1 };
        await tx.saveAccount(next);
        const stream = { streamType: 'user', streamId: sub, streamVersion: next.version } as const;
        await tx.append({ type: 'UserProfileUpdated', ...stream, data: { fields: changed } });
        deps.telemetry.profileUpdated(sub, changed);
        return done(next);
      });
    } catch (error) {
      // The one unique field of this change: another account has the address.
      if (isConflict(error) && email !== undefined && (await deps.emailTaken(keyOf(email), sub)))
        return refused({ code: 'EMAIL_TAKEN' });
      throw error;
    }
  };
