import { UNDO_REFUSALS, type SaleOrder, type SetStep, type StepAnswer } from '@comptoir/contracts';
import { isUndone, type PaymentRecord } from '../../domain/payment.ts';
import type { RefundAnswer } from '../payments.ts';
import type { Deps, MoveRequest } from '../ports.ts';
import { requestOf, soon } from './capture-payment.ts';
import { ordersOf } from './open-sales.ts';

const SIMULATED: StepAnswer = {
  outcome: 'refused',
  code: 'REFUND_FAILED',
  message: 'The payment provider refused to pay back (simulated).',
};

/**
 * Takes the payment back: what was captured goes back, what was not is barred at the provider and void here. Safe when the
 * payment was never asked for, and when the sale was never opened.
 */
export function refundPayment({ store, payments, demo }: Deps): SetStep<SaleOrder> {
  /** A payment that fails to be paid back until its saga was parked and a person has let it go on. */
  const isSimulated = ({ simulate }: SaleOrder, { undoAttempts }: PaymentRecord): boolean =>
    demo && simulate === 'FAIL_COMPENSATION' && undoAttempts <= UNDO_REFUSALS;

  async function claim(orders: readonly SaleOrder[]): Promise<Map<string, PaymentRecord>> {
    const records = await store.claimUndos(orders.map(({ saleId }) => saleId));
    const missing = orders.filter(({ saleId }) => !records.has(saleId));
    if (missing.length === 0) return records;
    await store.open(missing);
    return new Map([...records, ...(await store.claimUndos(missing.map(({ saleId }) => saleId)))]);
  }

  return async (calls) => {
    const orders = ordersOf(calls);
    const records = await claim(orders);
    const answers = new Map<string, StepAnswer>();
    const asked: { order: SaleOrder; record: PaymentRecord }[] = [];
    for (const order of orders) {
      const record = records.get(order.saleId);
      if (!record) throw new Error(`There is no sale ${order.saleId} whose payment could be undone.`);
      if (isUndone(record)) answers.set(order.sagaId, { outcome: 'done' });
      else if (isSimulated(order, record)) answers.set(order.sagaId, SIMULATED);
      else asked.push({ order, record });
    }
    const given = await payments.refund(asked.map(({ order }) => requestOf(order)));
    const moved = await store.move(
      asked.flatMap(({ order, record }) => moveFor(order, record, given.get(order.paymentId)) ?? []),
    );
    for (const { order } of asked) {
      const behind = moved.get(order.saleId);
      answers.set(
        order.sagaId,
        behind && isUndone(behind.payment) ? { outcome: 'done' } : notYet(given.get(order.paymentId)),
      );
    }
    return answers;
  };
}

function moveFor(order: SaleOrder, record: PaymentRecord, answer: RefundAnswer | undefined): MoveRequest | null {
  if (answer?.outcome !== 'refunded') return null;
  const { paymentId, payment, totalMinor, currency } = order;
  const { amountMinor } = answer;
  const facts = { paymentId, method: payment.method };
  if (amountMinor === 0 && record.state !== 'CAPTURED') return { order, move: 'void', data: facts };
  // Whoever gives nothing back of what is known to be taken has not undone it: asked again, and in the end a person is.
  if (amountMinor === 0 && totalMinor > 0) return null;
  return {
    order,
    move: 'refund',
    data: { ...facts, amountMinor, currency, refundId: null },
    refundedMinor: amountMinor,
  };
}

function notYet(answer: RefundAnswer | undefined): StepAnswer {
  if (answer?.outcome === 'failed') return { outcome: 'refused', code: answer.code, message: answer.message };
  return answer?.outcome === 'pending' ? answer : soon;
}
