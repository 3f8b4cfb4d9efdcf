import { register as run, type RegisterInput } from '../../application/commands/register.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function register(
  _: unknown,
  { input }: { input: RegisterInput },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('register', () => run(context.deps)(context, input));
  if (outcome.ok) context.signedIn.add(outcome.value.account.id);
  return toUnion(outcome, 'RegisterSuccess', ({ account, accessToken, expiresAt }) => ({
    user: account,
    accessToken,
    expiresAt,
  }));
}
