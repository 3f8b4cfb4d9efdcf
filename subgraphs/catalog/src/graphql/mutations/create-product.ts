import { createProduct as run, type CreateProductInput } from '../../application/commands/create-product.ts';
import type { CatalogContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function createProduct(
  _: unknown,
  { input }: { input: CreateProductInput },
  context: CatalogContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('create_product', () => run(context.deps)(context, input));
  return toUnion(outcome, 'CreateProductSuccess', (product) => ({ product }));
}
