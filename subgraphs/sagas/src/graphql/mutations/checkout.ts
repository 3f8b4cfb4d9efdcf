import { checkout as run, type CheckoutInput } from '../../application/commands/checkout.ts';
import type { SagasContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function checkout(
  _: unknown,
  { input }: { input: CheckoutInput },
  context: SagasContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('checkout', () => run(context.deps)(context, input));
  return toUnion(outcome, 'CheckoutSuccess', (saga) => ({ saga, sale: saga.saleId && { id: saga.saleId } }));
}
