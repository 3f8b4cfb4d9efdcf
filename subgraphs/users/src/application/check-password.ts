import { GraphQLError } from 'graphql';
import type { Account } from '../domain/account.ts';
import type { Caller, Deps } from './ports.ts';

function slowDown(seconds: number): GraphQLError {
  return new GraphQLError(`Too many failed tries for this account: wait ${seconds} s before the next one.`, {
    extensions: { code: 'RATE_LIMITED' },
  });
}

/**
 * One try to show a password, for an account that may not exist. Throws RATE_LIMITED when too many failed; asked before and
 * after the check, so that tries which ran side by side are not answered either.
 */
export async function checkPassword(
  deps: Pick<Deps, 'throttle' | 'passwords' | 'telemetry'>,
  caller: Caller,
  { username, account, password }: { username: string; account: Account | null; password: string },
): Promise<boolean> {
  const { throttle, passwords, telemetry } = deps;
  const refuseWhenSlowed = async () => {
    const wait = await throttle.waitSeconds(username);
    if (wait === 0) return;
    telemetry.loginSlowedDown(caller.client, wait);
    throw slowDown(wait);
  };
  return throttle.inTurn(username, async () => {
    await refuseWhenSlowed();
    const matches = await passwords.verify(account?.passwordHash ?? null, password);
    if (!matches) await throttle.failed(username);
    else await refuseWhenSlowed();
    return matches;
  });
}
