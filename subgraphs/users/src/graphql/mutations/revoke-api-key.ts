import { revokeApiKey as run } from '../../application/commands/revoke-api-key.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function revokeApiKey(
  _: unknown,
  { input }: { input: { apiKeyId: string } },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('revoke_api_key', () => run(context.deps)(context, input));
  return toUnion(outcome, 'RevokeApiKeySuccess', (apiKey) => ({ apiKey }));
}
