import { uuidv7 } from '@comptoir/kit';
import { emailFaults, nameFaults, usernameFaults, type Account } from '../../domain/account.ts';
import { passwordFaults } from '../../domain/password-policy.ts';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import { beginSession, handOut, type SignedIn } from '../begin-session.ts';
import type { Caller, Deps } from '../ports.ts';

export type RegisterInput = { username: string; email: string; password: string; displayName?: string | null };

/** Opens an account. The role is CLIENT whatever the caller wishes: the input has no place for one. */
export const register =
  (deps: Deps) =>
  async (caller: Caller, input: RegisterInput): Promise<Outcome<SignedIn>> => {
    const username = input.username.trim();
    const email = input.email.trim();
    const displayName = (input.displayName ?? username).trim();
    const fields = [
      ...usernameFaults(username),
      ...emailFaults(email),
      ...passwordFaults(input.password, username, 'password'),
      ...nameFaults(displayName, 'displayName'),
    ];
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });

    const passwordHash = await deps.passwords.hash(input.password);
    const opened = await deps.transact(caller, async (tx) => {
      const createdAt = await tx.now();
      const account: Account = {
        ...{ id: uuidv7(), username, email, displayName, passwordHash, createdAt },
        ...{ role: 'CLIENT', storeIds: [], suspendedAt: null, erasedAt: null, version: 1 },
      };
      const inserted = await tx.insertAccount(account);
      if (inserted !== 'ok') return inserted;
      await tx.append({
        ...{ type: 'UserRegistered', streamType: 'user', streamId: account.id, streamVersion: 1 },
        data: { role: account.role, storeIds: [], registeredAt: createdAt.toISOString() },
      });
      return beginSession(tx, deps, account, 'REGISTRATION');
    });
    if (opened === 'USERNAME_TAKEN') return refused({ code: 'USERNAME_TAKEN', username });
    if (opened === 'EMAIL_TAKEN') return refused({ code: 'EMAIL_TAKEN' });
    deps.telemetry.registered(opened.account.id);
    return done(handOut(caller, opened));
  };
