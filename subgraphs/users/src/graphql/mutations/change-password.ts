import { changePassword as run, type ChangePasswordInput } from '../../application/commands/change-password.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function changePassword(
  _: unknown,
  { input }: { input: ChangePasswordInput },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('change_password', () => run(context.deps)(context, input));
  return toUnion(outcome, 'ChangePasswordSuccess', (user) => ({ user }));
}
