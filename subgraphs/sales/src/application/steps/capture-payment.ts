import type { SaleOrder, SetStep, StepAnswer } from '@comptoir/contracts';
import { captureAnswer } from '../../domain/payment.ts';
import type { CaptureAnswer, LookupAnswer, PaymentRequest, Payments } from '../payments.ts';
import type { Deps, Moved, MoveRequest } from '../ports.ts';
import { ordersOf } from './open-sales.ts';

/** The payment of an order as the provider is asked for it. */
export const requestOf = ({ paymentId, payment, totalMinor, currency }: SaleOrder): PaymentRequest => ({
  key: paymentId,
  method: payment.method,
  token: payment.token,
  amountMinor: totalMinor,
  currency,
});

/** What is not known yet is asked for again in a moment. */
export const soon: StepAnswer = { outcome: 'pending', retryAfterMs: 50 };

/**
 * Takes the money. That it will be asked for is written before the provider is asked, so that whoever comes after a crash
 * looks the payment up by its key. What the provider has not answered at once stays pending and holds nobody up.
 */
export function capturePayment({ store, payments, telemetry }: Deps): SetStep<SaleOrder> {
  return async (calls) => {
    const orders = ordersOf(calls);
    const records = await store.claimCaptures(orders.map(({ saleId }) => saleId));
    const answers = new Map<string, StepAnswer>();
    const fresh: SaleOrder[] = [];
    const asked: SaleOrder[] = [];
    for (const order of orders) {
      const record = records.get(order.saleId);
      if (!record) throw new Error(`There is no sale ${order.saleId} to be paid.`);
      const known = captureAnswer(record);
      if (known) answers.set(order.sagaId, known);
      else (record.state === 'PENDING' ? fresh : asked).push(order);
    }
    const given = await ask(payments, fresh, asked);
    const moved = await store.move(orders.flatMap((order) => moveFor(order, given.get(order.paymentId)) ?? []));
    for (const order of [...fresh, ...asked]) {
      const answer = given.get(order.paymentId);
      telemetry.paymentAnswered(order.payment.method, answer?.outcome ?? 'pending');
      answers.set(order.sagaId, stepAnswer(answer, moved.get(order.saleId)));
    }
    return answers;
  };
}

/** Asks for those that are new, and looks the others up: only what nothing is known of is asked for again. */
async function ask(payments: Payments, fresh: SaleOrder[], asked: SaleOrder[]): Promise<Map<string, LookupAnswer>> {
  const requests = asked.map(requestOf);
  const [first, found] = await Promise.all([payments.capture(fresh.map(requestOf)), payments.lookup(requests)]);
  const again = await payments.capture(requests.filter(({ key }) => found.get(key)?.outcome === 'unknown'));
  return new Map<string, LookupAnswer>([...found, ...first, ...again]);
}

function moveFor(order: SaleOrder, answer: LookupAnswer | undefined): MoveRequest | null {
  const { paymentId, payment, totalMinor, currency } = order;
  const facts = { paymentId, method: payment.method };
  if (answer?.outcome === 'captured')
    return { order, move: 'capture', data: { ...facts, amountMinor: totalMinor, currency } };
  if (answer?.outcome !== 'declined') return null;
  const { code, message } = answer;
  return { order, move: 'decline', data: { ...facts, code, message }, declined: { code, message } };
}

/** Where a concurrent undo was first, the payment says so; what is pending is asked again. */
function stepAnswer(answer: CaptureAnswer | LookupAnswer | undefined, moved: Moved | undefined): StepAnswer {
  if (answer?.outcome === 'pending') return answer;
  return (moved && captureAnswer(moved.payment)) ?? soon;
}
