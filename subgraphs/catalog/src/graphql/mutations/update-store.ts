import { updateStore as run, type UpdateStoreInput } from '../../application/commands/update-store.ts';
import type { CatalogContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function updateStore(
  _: unknown,
  { input }: { input: UpdateStoreInput },
  context: CatalogContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('update_store', () => run(context.deps)(context, input));
  return toUnion(outcome, 'UpdateStoreSuccess', (store) => ({ store }));
}
