import type { SalesEventType } from '@comptoir/contracts';
import type { PaymentState } from './payment.ts';

/** A change of a pending sale or its payment, and the event that tells it. */
export type Move = {
  event: SalesEventType;
  /** Name of the moment in the event. */
  at: string;
  /** The payment's state before and behind it. From states that are not named here the move changes nothing. */
  payment: Readonly<Partial<Record<PaymentState, PaymentState>>>;
  /** The sale's status behind it; null leaves it PENDING. */
  status: 'CONFIRMED' | 'CANCELLED' | null;
};

/**
 * All that can happen to a sale until it has ended. It is confirmed only when it is paid, and cancelled only when nothing
 * is kept of the payment and nothing is on its way.
 */
export const MOVES = {
  capture: {
    event: 'PaymentCaptured',
    at: 'capturedAt',
    payment: { PENDING: 'CAPTURED', ASKED: 'CAPTURED' },
    status: null,
  },
  decline: {
    event: 'PaymentDeclined',
    at: 'declinedAt',
    payment: { PENDING: 'DECLINED', ASKED: 'DECLINED' },
    status: null,
  },
  void: { event: 'PaymentVoided', at: 'voidedAt', payment: { PENDING: 'VOIDED', ASKED: 'VOIDED' }, status: null },
  refund: {
    event: 'PaymentRefunded',
    at: 'refundedAt',
    payment: { PENDING: 'REFUNDED', ASKED: 'REFUNDED', CAPTURED: 'REFUNDED' },
    status: null,
  },
  confirm: { event: 'SaleConfirmed', at: 'confirmedAt', payment: { CAPTURED: 'CAPTURED' }, status: 'CONFIRMED' },
  cancel: {
    event: 'SaleCancelled',
    at: 'cancelledAt',
    payment: { PENDING: 'VOIDED', DECLINED: 'DECLINED', VOIDED: 'VOIDED', REFUNDED: 'REFUNDED' },
    status: 'CANCELLED',
  },
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof MOVES;
