import { refreshSession as run, type RefreshSessionInput } from '../../application/commands/refresh-session.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function refreshSession(
  _: unknown,
  { input }: { input: RefreshSessionInput },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('refresh_session', () => run(context.deps)(context, input));
  if (outcome.ok) context.signedIn.add(outcome.value.account.id);
  return toUnion(outcome, 'RefreshSessionSuccess', ({ account, accessToken, expiresAt }) => ({
    user: account,
    accessToken,
    expiresAt,
  }));
}
