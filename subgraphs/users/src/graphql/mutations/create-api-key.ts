import { createApiKey as run, type CreateApiKeyInput } from '../../application/commands/create-api-key.ts';
import type { UsersContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function createApiKey(
  _: unknown,
  { input }: { input: CreateApiKeyInput },
  context: UsersContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('create_api_key', () => run(context.deps)(context, input));
  return toUnion(outcome, 'CreateApiKeySuccess', ({ apiKey, key }) => ({ apiKey, key }));
}
