import { logout as run } from '../../application/commands/logout.ts';
import type { UsersContext } from '../context.ts';
import { toUnion, type UnionMember } from '../problems.ts';

export async function logout(
  _: unknown,
  { input }: { input: { everywhere: boolean } },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('logout', () => run(context.deps)(context, input));
  return toUnion(outcome, 'LogoutSuccess', ({ endedSessions }) => ({ endedSessions }));
}
