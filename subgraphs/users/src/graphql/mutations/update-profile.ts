import { updateProfile as run, type UpdateProfileInput } from '../../application/commands/update-profile.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function updateProfile(
  _: unknown,
  { input }: { input: UpdateProfileInput },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('update_profile', () => run(context.deps)(context, input));
  return toUnion(outcome, 'UpdateProfileSuccess', (user) => ({ user }));
}
