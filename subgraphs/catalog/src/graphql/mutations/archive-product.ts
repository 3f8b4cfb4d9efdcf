import { archiveProduct as run, type ArchiveProductInput } from '../../application/commands/archive-product.ts';
import type { CatalogContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function archiveProduct(
  _: unknown,
  { input }: { input: ArchiveProductInput },
  context: CatalogContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('archive_product', () => run(context.deps)(context, input));
  return toUnion(outcome, 'ArchiveProductSuccess', (product) => ({ product }));
}
