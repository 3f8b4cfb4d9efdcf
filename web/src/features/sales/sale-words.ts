import type { PaymentMethod, RefundStatus, SalePaymentState, SaleStatus } from '../../__generated__/operations.ts';

export type StatusWords = { text: string; tone: 'plain' | 'good' | 'low' | 'refused' };

export const STATUS_WORDS: Record<SaleStatus, StatusWords> = {
  PENDING: { text: 'In progress', tone: 'plain' },
  CONFIRMED: { text: 'Confirmed', tone: 'good' },
  CANCELLED: { text: 'Not made', tone: 'refused' },
  PARTIALLY_REFUNDED: { text: 'Partly refunded', tone: 'low' },
  REFUNDED: { text: 'Refunded', tone: 'low' },
};

export const METHOD_WORDS: Record<PaymentMethod, string> = { CARD: 'Card', CASH: 'Cash', STORE_CREDIT: 'Store credit' };

export const PAYMENT_WORDS: Record<SalePaymentState, string> = {
  PENDING: 'not taken yet',
  CAPTURED: 'paid',
  DECLINED: 'declined',
  VOIDED: 'given back',
  PARTIALLY_REFUNDED: 'partly refunded',
  REFUNDED: 'refunded',
};

export const REFUND_STATUS_WORDS: Record<RefundStatus, StatusWords> = {
  REQUESTED: { text: 'To be decided', tone: 'plain' },
  APPROVED: { text: 'Approved', tone: 'good' },
  REJECTED: { text: 'Rejected', tone: 'refused' },
  COMPLETED: { text: 'Paid', tone: 'good' },
  FAILED: { text: 'Could not be paid', tone: 'refused' },
};
