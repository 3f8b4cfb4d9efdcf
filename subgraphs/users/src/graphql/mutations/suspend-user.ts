import { suspendUser as run, type SuspensionInput } from '../../application/commands/suspend-user.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function suspendUser(
  _: unknown,
  { input }: { input: SuspensionInput },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('suspend_user', () => run(context.deps)(context, input));
  return toUnion(outcome, 'SuspendUserSuccess', (user) => ({ user }));
}
