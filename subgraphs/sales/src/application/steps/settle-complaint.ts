import type { ResolutionOrder, SetStep, StepAnswer } from '@comptoir/contracts';
import { settleAnswer } from '../../domain/settlement.ts';
import { approvalOf } from '../commands/decide-refund.ts';
import type { Deps } from '../ports.ts';
import type { RefundMoveRequest } from '../refund-ports.ts';
import type { Settled } from '../settlement-ports.ts';
import { settlementOf } from './reserve-settlement.ts';

/**
 * Gives what was promised, once: a store credit at once; a refund or a replacement by a saga of its own, which begins with an event of
 * this, and until that has ended the answer is pending. The resolution is the approval of the refund: whoever resolved has approved it.
 */
export function settleComplaint({
  settlements,
  refunds,
}: Pick<Deps, 'settlements' | 'refunds'>): SetStep<ResolutionOrder> {
  return async (calls) => {
    const orders = calls.map(({ input }) => input);
    const settled = await settlements.settle(orders);
    await refunds.move(orders.flatMap((order) => approvalIn(order, settlementOf(settled, order))));
    return new Map(
      orders.map((order): [string, StepAnswer] => [order.sagaId, settleAnswer(settlementOf(settled, order))]),
    );
  };
}

function approvalIn(
  { resolvedBy, correlationId, traceparent }: ResolutionOrder,
  { toApprove }: Settled,
): RefundMoveRequest[] {
  if (!toApprove) return [];
  const { refund, payment } = toApprove;
  return [approvalOf(refund, payment, resolvedBy, { correlationId, traceparent, userId: resolvedBy })];
}
