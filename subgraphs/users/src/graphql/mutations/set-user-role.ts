import { setUserRole as run, type SetUserRoleInput } from '../../application/commands/set-user-role.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function setUserRole(
  _: unknown,
  { input }: { input: SetUserRoleInput },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('set_user_role', () => run(context.deps)(context, input));
  return toUnion(outcome, 'SetUserRoleSuccess', (user) => ({ user }));
}
