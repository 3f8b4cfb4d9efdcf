import type { StepAnswer } from '@comptoir/contracts';

/**
 * A payment as it is stored. ASKED is PENDING to everybody outside: the provider was asked and may have taken the money.
 */
export type PaymentState = 'PENDING' | 'ASKED' | 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';

/** What the payment steps need to know of a payment. */
export type PaymentRecord = {
  state: PaymentState;
  declineCode: string | null;
  declineMessage: string | null;
  /** How often its undo was begun, this time included. */
  undoAttempts: number;
};

/** What the step that takes the money answers for a payment in this state; null when the provider must be asked. */
export function captureAnswer({ state, declineCode, declineMessage }: PaymentRecord): StepAnswer | null {
  switch (state) {
    case 'PENDING':
    case 'ASKED':
      return null;
    case 'CAPTURED':
    case 'PARTIALLY_REFUNDED':
      return { outcome: 'done' };
    case 'DECLINED':
      return {
        outcome: 'refused',
        code: declineCode ?? 'DECLINED',
        message: declineMessage ?? 'The payment was declined.',
      };
    case 'VOIDED':
    case 'REFUNDED':
      return {
        outcome: 'refused',
        code: 'PAYMENT_UNDONE',
        message: 'The payment was undone before it was asked for again.',
      };
    default:
      return state satisfies never;
  }
}

/** Whether there is nothing left to take back. */
export function isUndone({ state }: PaymentRecord): boolean {
  return state === 'VOIDED' || state === 'REFUNDED' || state === 'DECLINED';
}
