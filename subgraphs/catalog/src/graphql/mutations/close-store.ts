import { closeStore as run, type CloseStoreInput } from '../../application/commands/close-store.ts';
import type { CatalogContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function closeStore(
  _: unknown,
  { input }: { input: CloseStoreInput },
  context: CatalogContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('close_store', () => run(context.deps)(context, input));
  return toUnion(outcome, 'CloseStoreSuccess', (store) => ({ store }));
}
