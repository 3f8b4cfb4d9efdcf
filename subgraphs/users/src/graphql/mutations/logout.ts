import { logout as run } from '../../application/commands/logout.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function logout(
  _: unknown,
  { input }: { input: { everywhere: boolean } },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('logout', () => run(context.deps)(context, input));
  return toUnion(outcome, 'LogoutSuccess', ({ endedSessions }) => ({ endedSessions }));
}
