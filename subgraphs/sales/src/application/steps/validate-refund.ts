import type { RefundOrder, SetStep, StepAnswer } from '@comptoir/contracts';
import { payAnswer, refusalOf, type RefundRecord } from '../../domain/payback.ts';
import type { Deps } from '../ports.ts';

/** The record of a refund that must exist: its saga began with its approval. */
export function recordOf(records: Map<string, RefundRecord>, { refundId }: RefundOrder): RefundRecord {
  const record = records.get(refundId);
  if (!record) throw new Error(`There is no refund ${refundId}.`);
  return record;
}

/** Refuses a refund that ended meanwhile, or whose sale cannot give anything back; why is noted, so that it stays refused. */
export function validateRefund({ refunds }: Pick<Deps, 'refunds'>): SetStep<RefundOrder> {
  return async (calls) => {
    const orders = calls.map(({ input }) => input);
    const records = await refunds.records(orders);
    const refusals = orders.flatMap((order) => {
      const refusal = refusalOf(recordOf(records, order));
      return refusal ? [{ ...order, refusal }] : [];
    });
    const refused = await refunds.refuse(refusals);
    return new Map(
      orders.map((order): [string, StepAnswer] => {
        const record = refused.get(order.refundId) ?? recordOf(records, order);
        return [order.sagaId, payAnswer(record) ?? { outcome: 'done' }];
      }),
    );
  };
}
