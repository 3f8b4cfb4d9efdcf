import type { RefundOrder, SetStep, StepAnswer } from '@comptoir/contracts';
import { payAnswer } from '../../domain/payback.ts';
import type { PayBackRequest, RefundAnswer } from '../payments.ts';
import type { Deps } from '../ports.ts';
import { soon } from './capture-payment.ts';
import { recordOf } from './validate-refund.ts';

/** The refund as the provider is asked for it: by its own id, so that a part of a payment goes back once. */
const requestOf = ({ refundId, paymentId, method, amountMinor, currency }: RefundOrder): PayBackRequest => ({
  key: refundId,
  paymentKey: paymentId,
  ...{ method, amountMinor, currency },
});

/**
 * Pays back. That the provider will be asked is written before it is, so that no refund fails whose money may be on its way. What
 * it has paid is written once, with the sale; what it has refused stays refused; what it has not answered is asked again.
 */
export function payRefund({ refunds, payments, telemetry }: Deps): SetStep<RefundOrder> {
  /** Only the whole amount is a refund: anything else is for a person to look at, and the saga waits for one. */
  function isWhole({ refundId, amountMinor }: RefundOrder, answer: RefundAnswer | undefined): boolean {
    if (answer?.outcome !== 'refunded') return false;
    if (answer.amountMinor !== amountMinor) telemetry.paidBackWrongly(refundId, amountMinor, answer.amountMinor);
    return answer.amountMinor === amountMinor;
  }

  return async (calls) => {
    const orders = calls.map(({ input }) => input);
    const claimed = await refunds.claimPaybacks(orders);
    const answers = new Map<string, StepAnswer>();
    const asked: RefundOrder[] = [];
    for (const order of orders) {
      const known = payAnswer(recordOf(claimed, order));
      if (known) answers.set(order.sagaId, known);
      else asked.push(order);
    }
    const given = await payments.payBack(asked.map(requestOf));
    for (const { method, refundId } of asked) telemetry.paidBack(method, given.get(refundId)?.outcome ?? 'pending');
    const paid = asked.filter((order) => isWhole(order, given.get(order.refundId)));
    const behind = await refunds.pay(paid.map((order) => ({ ...order, origin: order })));
    // Another worker may have noted another answer before: what stands in the row counts, and not what came now.
    const refused = await refunds.refuse(asked.flatMap((order) => refusalIn(order, given.get(order.refundId))));
    for (const order of asked) {
      const record = behind.get(order.refundId) ?? refused.get(order.refundId);
      if (record && !payAnswer(record))
        throw new Error(`Refund ${order.refundId} was paid back, and its sale is ${record.saleStatus}.`);
      answers.set(order.sagaId, (record && payAnswer(record)) ?? waiting(given.get(order.refundId)));
    }
    return answers;
  };
}

function refusalIn(order: RefundOrder, answer: RefundAnswer | undefined) {
  if (answer?.outcome !== 'failed') return [];
  const { code, message } = answer;
  return [{ ...order, refusal: { code, message } }];
}

/** What nothing was written of is asked again. */
const waiting = (answer: RefundAnswer | undefined): StepAnswer => (answer?.outcome === 'pending' ? answer : soon);
