import type { DemoRefund, DemoSale, DemoUser, RefundLine } from '@comptoir/contracts';
import type { Random } from './random.ts';

/** How many of a thousand sales somebody asks money back for. */
const REFUNDED = 45;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const REASONS = [
  'It came broken.',
  'The wrong colour.',
  'Too large for our kitchen.',
  'Bought twice by mistake.',
  'A part is missing.',
  'It is not what the picture shows.',
  'A present that was there already.',
];

/** The sales, a few of which were given back in part or whole; those of the last days wait for a decision. */
export function planRefunds(
  random: Random,
  today: Date,
  staff: readonly DemoUser[],
  sales: readonly DemoSale[],
): DemoSale[] {
  const admin = staff.find(({ role }) => role === 'ADMIN');
  if (!admin) throw new Error('The demo chain has no admin.');
  return sales.map((sale) => {
    if (random.between(1, 1_000) > REFUNDED) return sale;
    const decider = staff.find(({ storeIds }) => storeIds.includes(sale.order.storeId)) ?? admin;
    const refund = planRefund(random, sale, decider.id);
    return refund.requestedAt < today ? { ...sale, refund: asOf(today, refund) } : sale;
  });
}

function planRefund(random: Random, { order: sale, confirmedAt }: DemoSale, decidedBy: string): DemoRefund {
  const later = (at: Date, low: number, high: number) => new Date(at.getTime() + random.between(low, high));
  const requestedAt = later(confirmedAt, HOUR_MS, 3 * DAY_MS);
  const at = later(requestedAt, HOUR_MS, 6 * DAY_MS);
  const approved = random.between(1, 10) > 1;
  const lines = planLines(random, sale.lines);
  return {
    order: {
      ...{ sagaId: random.id(requestedAt), refundId: random.id(requestedAt), saleId: sale.saleId },
      ...{ userId: sale.userId, storeId: sale.storeId, paymentId: sale.paymentId, method: sale.payment.method },
      ...{ lines, amountMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0), currency: sale.currency },
      ...{ restock: random.between(1, 4) > 1, correlationId: random.id(requestedAt), traceparent: null },
    },
    reason: random.pick(REASONS),
    requestedAt,
    decision: { by: decidedBy, at, approved },
    completedAt: approved ? later(at, 400, 1_500) : null,
  };
}

/** All of it, or some of one line. */
function planLines(random: Random, lines: DemoSale['order']['lines']): RefundLine[] {
  const chosen = random.between(1, 2) === 1 ? lines : [random.pick(lines)];
  return chosen.map(({ lineId: saleLineId, productId, quantity, unitPriceMinor }) => {
    const units = chosen === lines ? quantity : random.between(1, quantity);
    return { saleLineId, productId, quantity: units, amountMinor: units * unitPriceMinor };
  });
}

/** What was not done by that day is still to be done. */
function asOf(today: Date, refund: DemoRefund): DemoRefund {
  const isDone = (refund.completedAt ?? refund.decision?.at ?? today) < today;
  return isDone ? refund : { ...refund, decision: null, completedAt: null };
}
