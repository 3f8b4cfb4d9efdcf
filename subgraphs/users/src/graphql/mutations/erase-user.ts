import { eraseUser as run, type EraseUserInput } from '../../application/commands/erase-user.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function eraseUser(
  _: unknown,
  { input }: { input: EraseUserInput },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('erase_user', () => run(context.deps)(context, input));
  return toUnion(outcome, 'EraseUserSuccess', (user) => ({ user }));
}
