import { uuidv7 } from '@comptoir/kit';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import { beginSession, handOut, type SignedIn } from '../begin-session.ts';
import { checkPassword } from '../check-password.ts';
import type { Caller, Deps } from '../ports.ts';

export type LoginInput = { username: string; password: string };

/** Signs a person in. An unknown name and a wrong password are one answer, and take the same time. */
export const login =
  (deps: Deps) =>
  async (caller: Caller, { username, password }: LoginInput): Promise<Outcome<SignedIn>> => {
    const account = await deps.accountByUsername(username);
    const fail = async (reason: 'UNKNOWN_ACCOUNT' | 'WRONG_PASSWORD' | 'SUSPENDED') => {
      const data = { userId: account?.id ?? null, reason };
      await deps.transact(caller, (tx) =>
        tx.append({ type: 'LoginFailed', streamType: 'login', streamId: uuidv7(), streamVersion: 1, data }),
      );
      deps.telemetry.loginFailed(caller.client, data.userId, reason);
      return refused({ code: reason === 'SUSPENDED' ? 'ACCOUNT_SUSPENDED' : 'INVALID_CREDENTIALS' });
    };

    const matches = await checkPassword(deps, caller, { username, account, password });
    if (!account) return fail('UNKNOWN_ACCOUNT');
    if (!matches) return fail('WRONG_PASSWORD');
    const opened = await deps.transact(caller, async (tx) => {
      const current = await tx.accountForShare(account.id);
      if (current?.passwordHash !== account.passwordHash) return 'WRONG_PASSWORD';
      return current.suspendedAt ? 'SUSPENDED' : beginSession(tx, deps, current, 'PASSWORD');
    });
    if (typeof opened === 'string') return fail(opened);
    deps.telemetry.loggedIn(caller.client, account.id, opened.sessionId);
    return done(handOut(caller, opened));
  };
