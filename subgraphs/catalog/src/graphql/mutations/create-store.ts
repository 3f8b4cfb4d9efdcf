import { createStore as run, type CreateStoreInput } from '../../application/commands/create-store.ts';
import type { CatalogContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function createStore(
  _: unknown,
  { input }: { input: CreateStoreInput },
  context: CatalogContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('create_store', () => run(context.deps)(context, input));
  return toUnion(outcome, 'CreateStoreSuccess', (store) => ({ store }));
}
