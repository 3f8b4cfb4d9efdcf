import type { ResolutionOrder, SetStep, StepAnswer, StepCall } from '@comptoir/contracts';
import { planSettlement, reserveAnswer, type Settlement } from '../../domain/settlement.ts';
import type { Deps } from '../ports.ts';

type Parts = Pick<Deps, 'settlements'>;

/** The settlement of an order that must be there. */
export function settlementOf<S extends Settlement>(found: Map<string, S>, { settlementId }: ResolutionOrder): S {
  const settlement = found.get(settlementId);
  if (!settlement) throw new Error(`There is no settlement ${settlementId}.`);
  return settlement;
}

const ordersOf = (calls: readonly StepCall<ResolutionOrder>[]): ResolutionOrder[] => calls.map(({ input }) => input);

/** Keeps the units that are settled from refunds and other settlements. Nobody has anything of it yet. */
export function reserveSettlement({ settlements }: Parts): SetStep<ResolutionOrder> {
  return async (calls) => {
    const orders = ordersOf(calls);
    const found = await settlements.reserve(orders, ({ resolution, lines: wishes }, { status }, lines) =>
      planSettlement(resolution, status, lines, wishes),
    );
    return new Map(
      orders.map((order): [string, StepAnswer] => [order.sagaId, reserveAnswer(settlementOf(found, order))]),
    );
  };
}

/** Frees the units. Safe when nothing was kept; bars a late reservation. */
export function releaseSettlement({ settlements }: Parts): SetStep<ResolutionOrder> {
  return async (calls) => {
    await settlements.release(ordersOf(calls));
    return new Map(calls.map(({ sagaId }): [string, StepAnswer] => [sagaId, { outcome: 'done' }]));
  };
}
