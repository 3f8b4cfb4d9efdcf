import { createCategory as run, type CreateCategoryInput } from '../../application/commands/create-category.ts';
import type { CatalogContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function createCategory(
  _: unknown,
  { input }: { input: CreateCategoryInput },
  context: CatalogContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('create_category', () => run(context.deps)(context, input));
  return toUnion(outcome, 'CreateCategorySuccess', (category) => ({ category }));
}
