import type { RefundLine, refundStream } from '@comptoir/contracts';
import { keyFaults } from '@comptoir/kit';
import { done, refused, type Excess, type FieldFault, type Outcome, type Problem } from './problems.ts';
import type { SaleStatus } from './sale.ts';

/** A refund as events and tables tell it alike. Moments are ISO texts; what people wrote is sealed. */
export type Refund = refundStream.RefundFold & { id: string };

export type RefundStatus = Refund['status'];

/** A line of a sale, and what of it is gone: given back, asked for and not decided or paid yet, or settled for a complaint. */
export type RefundableLine = {
  lineId: string;
  productId: string;
  productName: string;
  quantity: number;
  unitPriceMinor: number;
  refundedQuantity: number;
  refundPending: number;
  settledQuantity: number;
};

/** How many of a line somebody wants to give back. */
export type LineWish = { saleLineId: string; quantity: number };

const LONGEST_REASON = 1_000;
const MOST_WISHES = 200;
/** Of a line of a sale there are never so many. */
const MOST_OF_ONE = 1_000_000;

/** What is wrong with a wish, whatever the sale. */
export function wishFaults(wishes: readonly LineWish[], reason: string | null, idempotencyKey: string): FieldFault[] {
  const faults = [...reasonFaults(reason), ...keyFaults(idempotencyKey)];
  if (wishes.length > MOST_WISHES)
    faults.push({
      path: ['lines'],
      message: `A refund names at most ${MOST_WISHES} lines; this one ${wishes.length}.`,
    });
  wishes.forEach(({ quantity }, at) => {
    if (quantity < 1 || quantity > MOST_OF_ONE)
      faults.push({
        path: ['lines', String(at), 'quantity'],
        message: `${quantity} units cannot be given back: a line takes 1 to ${MOST_OF_ONE}.`,
      });
  });
  return faults;
}

/** A key is drawn for one request: with another sale it would answer what was not asked for. */
export const keyOfAnotherSale: Problem = {
  code: 'VALIDATION',
  fields: [
    {
      path: ['idempotencyKey'],
      message: 'This key belongs to a refund of another sale that you asked for. Draw a new key for each new request.',
    },
  ],
};

export function reasonFaults(reason: string | null): FieldFault[] {
  if ((reason?.length ?? 0) <= LONGEST_REASON) return [];
  return [{ path: ['reason'], message: `A reason has at most ${LONGEST_REASON} characters.` }];
}

/** Whether something of a sale can be given back: it was sold, and not all of it is back. */
export const isRefundable = (status: SaleStatus): boolean => status === 'CONFIRMED' || status === 'PARTIALLY_REFUNDED';

/** How many units of a line can still be asked back. */
export const leftOf = ({
  quantity,
  refundedQuantity,
  refundPending,
  settledQuantity,
}: Pick<RefundableLine, 'quantity' | 'refundedQuantity' | 'refundPending' | 'settledQuantity'>): number =>
  quantity - refundedQuantity - refundPending - settledQuantity;

const excessOf = (line: RefundableLine, requested: number): Excess => ({
  ...{ saleLineId: line.lineId, productName: line.productName, requested },
  ...{ refundable: leftOf(line), held: line.refundPending },
});

/**
 * The lines of a refund, in the order of the sale: what is wished for, or all that is left. Never more than was sold and is
 * neither given back nor asked for in another refund.
 */
export function planRefund(
  status: SaleStatus,
  lines: readonly RefundableLine[],
  wishes: readonly LineWish[],
): Outcome<RefundLine[]> {
  if (!isRefundable(status)) return refused({ code: 'SALE_NOT_REFUNDABLE', status });
  const known = new Set(lines.map(({ lineId }) => lineId));
  const stranger = wishes.find(({ saleLineId }) => !known.has(saleLineId));
  if (stranger) return refused({ code: 'NOT_FOUND', what: 'line of this sale', id: stranger.saleLineId });

  // A line that is named twice is added up.
  const wished = new Map<string, number>();
  for (const { saleLineId, quantity } of wishes) wished.set(saleLineId, (wished.get(saleLineId) ?? 0) + quantity);
  const asked = lines.flatMap((line) => {
    const quantity = wishes.length === 0 ? leftOf(line) : (wished.get(line.lineId) ?? 0);
    return quantity > 0 ? [{ line, quantity }] : [];
  });
  if (asked.length === 0) return refused({ code: 'NOTHING_TO_REFUND' });
  const excesses = asked.flatMap(({ line, quantity }): Excess[] =>
    quantity > leftOf(line) ? [excessOf(line, quantity)] : [],
  );
  if (excesses.length > 0) return refused({ code: 'EXCEEDS_REFUNDABLE', lines: excesses });
  return done(
    asked.map(({ line: { lineId, productId, unitPriceMinor }, quantity }) => {
      return { saleLineId: lineId, productId, quantity, amountMinor: quantity * unitPriceMinor };
    }),
  );
}
