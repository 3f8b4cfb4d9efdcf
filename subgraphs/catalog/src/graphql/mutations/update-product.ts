import { updateProduct as run, type UpdateProductInput } from '../../application/commands/update-product.ts';
import type { CatalogContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function updateProduct(
  _: unknown,
  { input }: { input: UpdateProductInput },
  context: CatalogContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('update_product', () => run(context.deps)(context, input));
  return toUnion(outcome, 'UpdateProductSuccess', (product) => ({ product }));
}
