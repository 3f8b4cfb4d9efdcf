import { describe, expect, it } from '@jest/globals';
import { payAnswer, refusalOf, type Payback, type RefundRecord } from './payback.ts';
import { REFUND_MOVES } from './refund-moves.ts';

const record = (rest: Partial<RefundRecord>): RefundRecord => ({
  ...{ status: 'APPROVED', payback: 'NONE', refusalCode: null, refusalMessage: null, saleStatus: 'CONFIRMED' },
  ...rest,
});

describe('a refund step that is asked again', () => {
  it('answers from the refund, and asks the provider only while nobody knows', () => {
    expect(payAnswer(record({}))).toBeNull();
    expect(payAnswer(record({ payback: 'ASKED' }))).toBeNull();
    expect(payAnswer(record({ payback: 'PAID' }))).toEqual({ outcome: 'done' });
    expect(payAnswer(record({ payback: 'PAID', status: 'COMPLETED' }))).toEqual({ outcome: 'done' });
    const refusal = { refusalCode: 'CARD_CLOSED', refusalMessage: 'Closed.' };
    expect(payAnswer(record({ payback: 'REFUSED', ...refusal }))).toEqual({
      ...{ outcome: 'refused', code: 'CARD_CLOSED', message: 'Closed.' },
    });
    for (const status of ['REQUESTED', 'REJECTED', 'FAILED'] as const)
      expect(payAnswer(record({ status }))).toMatchObject({ outcome: 'refused', code: 'REFUND_NOT_APPROVED' });
  });

  it('refuses what its sale cannot give, as long as nobody was asked for the money', () => {
    expect(refusalOf(record({}))).toBeNull();
    expect(refusalOf(record({ saleStatus: 'PARTIALLY_REFUNDED' }))).toBeNull();
    expect(refusalOf(record({ saleStatus: 'REFUNDED' }))).toMatchObject({ code: 'SALE_NOT_REFUNDABLE' });
    for (const payback of ['ASKED', 'PAID', 'REFUSED'] as const)
      expect(refusalOf(record({ payback, saleStatus: 'REFUNDED' }))).toBeNull();
  });
});

describe('moves of a refund', () => {
  it('free units exactly where nothing was and nothing will be paid', () => {
    const unpaid: readonly Payback[] = ['NONE', 'REFUSED'];
    const moves = Object.values(REFUND_MOVES);
    for (const { frees, payback } of moves.filter((move) => move.frees))
      expect([frees, payback.every((state) => unpaid.includes(state))]).toEqual([true, true]);
    expect(moves.filter(({ frees }) => frees).map(({ to }) => to)).toEqual(['REJECTED', 'FAILED']);
    expect(REFUND_MOVES.complete.payback).toEqual(['PAID']);
  });
});
