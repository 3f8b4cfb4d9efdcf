import { login as run, type LoginInput } from '../../application/commands/login.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function login(_: unknown, { input }: { input: LoginInput }, context: UsersContext): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('login', () => run(context.deps)(context, input));
  if (outcome.ok) context.signedIn.add(outcome.value.account.id);
  return toUnion(outcome, 'LoginSuccess', ({ account, accessToken, expiresAt }) => ({
    user: account,
    accessToken,
    expiresAt,
  }));
}
