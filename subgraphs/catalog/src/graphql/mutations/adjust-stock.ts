import { adjustStock as run, type AdjustStockInput } from '../../application/commands/adjust-stock.ts';
import type { CatalogContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function adjustStock(
  _: unknown,
  { input }: { input: AdjustStockInput },
  context: CatalogContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('adjust_stock', () => run(context.deps)(context, input));
  return toUnion(outcome, 'AdjustStockSuccess', (stock) => ({ stock }));
}
