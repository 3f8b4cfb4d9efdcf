import type { RefundOrder, SetStep, StepAnswer } from '@comptoir/contracts';
import type { RefundStatus } from '../../domain/refund.ts';
import { factsOf } from '../commands/decide-refund.ts';
import type { Deps } from '../ports.ts';

type Parts = Pick<Deps, 'refunds'>;

/** The refund is done: the money is back, and the goods are where they belong. It cannot refuse: what cannot be completed is a fault. */
export const completeRefund = (deps: Parts): SetStep<RefundOrder> => endRefund(deps, 'complete', ['COMPLETED']);

/** The refund ends without success; its units may be asked for again. A late payment finds it ended. */
export const failRefund = (deps: Parts): SetStep<RefundOrder> => endRefund(deps, 'fail', ['FAILED', 'REJECTED']);

function endRefund({ refunds }: Parts, move: 'complete' | 'fail', ends: RefundStatus[]): SetStep<RefundOrder> {
  return async (calls) => {
    const orders = calls.map(({ input }) => input);
    const ended = await refunds.move(
      orders.map((order) => {
        const { refundId, saleId } = order;
        return { refundId, saleId, move, data: factsOf(order), origin: order };
      }),
    );
    for (const { refundId } of orders) {
      const { status, payback } = ended.get(refundId)?.record ?? {};
      if (!status || !ends.includes(status))
        throw new Error(`Refund ${refundId} cannot ${move}: it is ${status}, its money ${payback}.`);
    }
    return new Map(calls.map(({ sagaId }): [string, StepAnswer] => [sagaId, { outcome: 'done' }]));
  };
}
