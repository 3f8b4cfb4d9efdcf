import { reinstateUser as run } from '../../application/commands/reinstate-user.ts';
import type { SuspensionInput } from '../../application/commands/suspend-user.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function reinstateUser(
  _: unknown,
  { input }: { input: SuspensionInput },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('reinstate_user', () => run(context.deps)(context, input));
  return toUnion(outcome, 'ReinstateUserSuccess', (user) => ({ user }));
}
