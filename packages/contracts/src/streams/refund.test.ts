import { describe, expect, it } from '@jest/globals';
import { apply, initial, type RefundStreamEvent } from './refund.ts';

const at = (second: number) => `2026-03-01T12:00:0${second}.000Z`;
const facts = { saleId: 's', userId: 'u', storeId: 't', amountMinor: 500, currency: 'CAD' };
const lines = [{ saleLineId: 'l', productId: 'x', quantity: 1, amountMinor: 500 }];
const requested: RefundStreamEvent = {
  type: 'RefundRequested',
  data: { ...facts, sagaId: 'g', lines, restock: true, reason: 'sealed', requestedBy: 'u', requestedAt: at(0) },
};
const approved: RefundStreamEvent = {
  type: 'RefundApproved',
  data: {
    ...{ ...facts, sagaId: 'g', lines, restock: true, approvedBy: 'm', approvedAt: at(1) },
    payment: { paymentId: 'p', method: 'CARD' },
  },
};
const fold = (...events: RefundStreamEvent[]) => events.reduce(apply, initial);

describe('the stream of a refund', () => {
  it('adds up to one that was completed', () => {
    const completed = { type: 'RefundCompleted', data: { ...facts, completedAt: at(2) } } as const;
    expect(fold(requested, approved, completed)).toEqual({
      ...{ ...facts, sagaId: 'g', lines, restock: true, reason: 'sealed', requestedBy: 'u' },
      ...{ status: 'COMPLETED', decidedBy: 'm', rejectionReason: null, error: null, version: 3 },
      ...{ createdAt: at(0), updatedAt: at(2), completedAt: at(2) },
    });
  });

  it('adds up to one that ended without success', () => {
    const rejected = {
      type: 'RefundRejected',
      data: { ...facts, reason: 'r', rejectedBy: 'm', rejectedAt: at(1) },
    } as const;
    const failed = {
      type: 'RefundFailed',
      data: { ...facts, error: 'CARD_CLOSED', message: 'No.', failedAt: at(2) },
    } as const;
    expect(fold(requested, rejected)).toMatchObject({
      ...{ status: 'REJECTED', decidedBy: 'm', rejectionReason: 'r', updatedAt: at(1), version: 2 },
    });
    expect(fold(requested, approved, failed)).toMatchObject({ status: 'FAILED', error: 'CARD_CLOSED', version: 3 });
  });

  it('is nothing before it was requested', () => {
    expect(fold(approved)).toBeNull();
  });
});
