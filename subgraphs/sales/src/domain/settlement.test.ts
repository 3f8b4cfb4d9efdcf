import { describe, expect, it } from '@jest/globals';
import type { RefundableLine } from './refund.ts';
import { planSettlement, reserveAnswer, settleAnswer, whatBecameOf, type Settlement } from './settlement.ts';

const line = (lineId: string, quantity: number, rest: Partial<RefundableLine> = {}): RefundableLine => ({
  ...{ lineId, productId: `product of ${lineId}`, productName: `Name of ${lineId}`, quantity, unitPriceMinor: 250 },
  ...{ refundedQuantity: 0, refundPending: 0, settledQuantity: 0 },
  ...rest,
});
const units = (plan: ReturnType<typeof planSettlement>) =>
  'lines' in plan ? plan.lines.map(({ saleLineId, quantity }) => `${quantity} of ${saleLineId}`) : plan.refusal.code;

describe('what is settled of a sale', () => {
  const gone = line('a', 4, { refundedQuantity: 1, refundPending: 1, settledQuantity: 1 });

  it('is all that is left where nothing is named, else what is named', () => {
    expect(units(planSettlement('REFUND', 'CONFIRMED', [gone, line('b', 2)], []))).toEqual(['1 of a', '2 of b']);
    const wishes = [{ saleLineId: 'b', quantity: 1 }];
    expect(units(planSettlement('REPLACEMENT', 'PARTIALLY_REFUNDED', [gone, line('b', 2)], wishes))).toEqual([
      '1 of b',
    ]);
  });

  it.each(['REFUND', 'STORE_CREDIT', 'REPLACEMENT'] as const)('is nothing that is gone already (%s)', (resolution) => {
    expect(units(planSettlement(resolution, 'CONFIRMED', [gone], [{ saleLineId: 'a', quantity: 2 }]))).toBe(
      'EXCEEDS_REFUNDABLE',
    );
    expect(units(planSettlement(resolution, 'CONFIRMED', [line('a', 1, { settledQuantity: 1 })], []))).toBe(
      'NOTHING_TO_REFUND',
    );
    expect(units(planSettlement(resolution, 'CANCELLED', [line('a', 1)], []))).toBe('SALE_NOT_REFUNDABLE');
    expect(units(planSettlement(resolution, 'CONFIRMED', [gone], [{ saleLineId: 'x', quantity: 1 }]))).toBe(
      'NOT_FOUND',
    );
  });

  it('is no credit and no refund of nothing, while free goods are replaced', () => {
    const free = [line('a', 1, { unitPriceMinor: 0 })];
    expect(units(planSettlement('REFUND', 'CONFIRMED', free, []))).toBe('NOTHING_TO_PAY_BACK');
    expect(units(planSettlement('STORE_CREDIT', 'CONFIRMED', free, []))).toBe('NOTHING_TO_CREDIT');
    expect(units(planSettlement('REPLACEMENT', 'CONFIRMED', free, []))).toEqual(['1 of a']);
  });
});

describe('a settlement', () => {
  const why = { code: 'NO', message: 'No.' };
  const ANSWERS: [Settlement, string, string][] = [
    [{ state: 'ORDERED', refusal: null }, 'done', 'pending'],
    [{ state: 'SETTLED', refusal: null }, 'done', 'done'],
    [{ state: 'REFUSED', refusal: why }, 'NO', 'NO'],
    [{ state: 'RELEASED', refusal: null }, 'SETTLEMENT_RELEASED', 'SETTLEMENT_RELEASED'],
    [{ state: 'RELEASED', refusal: why }, 'NO', 'NO'],
  ];
  it.each(ANSWERS)('that is %j answers %s and %s', (settlement, reserved, settled) => {
    const said = (answer: object) => ('code' in answer ? answer.code : 'outcome' in answer && answer.outcome);
    expect(said(reserveAnswer(settlement))).toBe(reserved);
    expect(said(settleAnswer(settlement))).toBe(settled);
  });

  it('that is reserved waits to be settled', () => {
    const reserved: Settlement = { state: 'RESERVED', refusal: null };
    expect(reserveAnswer(reserved)).toEqual({ outcome: 'done' });
    expect(() => settleAnswer(reserved)).toThrow('neither settled nor refused');
  });

  it('goes the way of what was ordered for it', () => {
    const ways = ['REQUESTED', 'APPROVED', 'COMPLETED', 'REJECTED', 'FAILED', 'PENDING', 'CONFIRMED', 'CANCELLED'] as const; // prettier-ignore
    expect(ways.map(whatBecameOf)).toEqual([null, null, 'SETTLED', 'REFUSED', 'REFUSED', null, 'SETTLED', 'REFUSED']);
    expect([whatBecameOf('PARTIALLY_REFUNDED'), whatBecameOf('REFUNDED')]).toEqual(['SETTLED', 'SETTLED']);
  });
});
