import type { RefundLine, ResolutionOrder, StepAnswer } from '@comptoir/contracts';
import type { Refusal } from './payback.ts';
import type { Problem } from './problems.ts';
import { planRefund, type LineWish, type RefundableLine, type RefundStatus } from './refund.ts';
import type { SaleStatus } from './sale.ts';

export type Resolution = ResolutionOrder['resolution'];

/**
 * What settles a complaint: its state is what steps answer from when they are asked again. ORDERED: a refund or a replacement is on
 * its way. REFUSED and RELEASED hold nothing.
 */
export type Settlement = {
  state: 'RESERVED' | 'ORDERED' | 'SETTLED' | 'REFUSED' | 'RELEASED';
  /** Why it was refused. */
  refusal: Refusal | null;
};

const LOOK_AGAIN: StepAnswer = { outcome: 'pending', retryAfterMs: 100 };
const RELEASED: Refusal = { code: 'SETTLEMENT_RELEASED', message: 'The resolution was taken back before.' };

const refused = ({ refusal }: Settlement): StepAnswer => ({ outcome: 'refused', ...(refusal ?? RELEASED) });

/** What the step that reserves answers for a settlement in this state. */
export function reserveAnswer(settlement: Settlement): StepAnswer {
  const { state } = settlement;
  return state === 'REFUSED' || state === 'RELEASED' ? refused(settlement) : { outcome: 'done' };
}

/** What the step that settles answers for a settlement in this state. */
export function settleAnswer(settlement: Settlement): StepAnswer {
  const { state } = settlement;
  switch (state) {
    case 'SETTLED':
      return { outcome: 'done' };
    case 'ORDERED':
      return LOOK_AGAIN;
    case 'REFUSED':
    case 'RELEASED':
      return refused(settlement);
    case 'RESERVED':
      throw new Error('What was reserved was neither settled nor refused.');
    default:
      return state satisfies never;
  }
}

/** What is settled, or why nothing is. */
export type Plan = { lines: RefundLine[] } | { refusal: Refusal };

/** The units that are settled: what is wished for, or all that is left. No unit is settled, refunded or asked back twice. */
export function planSettlement(
  resolution: Resolution,
  status: SaleStatus,
  lines: readonly RefundableLine[],
  wishes: readonly LineWish[],
): Plan {
  const planned = planRefund(status, lines, wishes);
  if (!planned.ok) return { refusal: { code: planned.problem.code, message: inWords(planned.problem) } };
  const isFree = planned.value.every(({ amountMinor }) => amountMinor === 0);
  if (resolution !== 'REPLACEMENT' && isFree) {
    const code = resolution === 'STORE_CREDIT' ? 'NOTHING_TO_CREDIT' : 'NOTHING_TO_PAY_BACK';
    return { refusal: { code, message: 'Nothing was paid for these goods.' } };
  }
  return { lines: planned.value };
}

function inWords(problem: Problem): string {
  if (problem.code === 'SALE_NOT_REFUNDABLE') return `Nothing can be settled of a sale that is ${problem.status}.`;
  if (problem.code === 'EXCEEDS_REFUNDABLE') return 'Of a line there is less left than is to be settled.';
  if (problem.code === 'NOT_FOUND') return `There is no ${problem.what} with the id ${problem.id}.`;
  return 'Nothing is left of this sale that could be settled.';
}

/** What the refund or the replacement sale that was ordered makes of its settlement; null while it is on its way. */
export function whatBecameOf(status: RefundStatus | SaleStatus): 'SETTLED' | 'REFUSED' | null {
  switch (status) {
    case 'REQUESTED':
    case 'APPROVED':
    case 'PENDING':
      return null;
    case 'COMPLETED':
    case 'CONFIRMED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return 'SETTLED';
    case 'REJECTED':
    case 'FAILED':
    case 'CANCELLED':
      return 'REFUSED';
    default:
      return status satisfies never;
  }
}
