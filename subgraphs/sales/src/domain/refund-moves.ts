import type { SalesEventType } from '@comptoir/contracts';
import type { Payback } from './payback.ts';
import type { RefundStatus } from './refund.ts';

/** A change of a refund's status, and the event that tells it. */
export type RefundMove = {
  event: SalesEventType;
  /** Name of the moment in the event. */
  at: string;
  from: RefundStatus;
  to: RefundStatus;
  /** How far the money may have got; where it got elsewhere the move changes nothing. */
  payback: readonly Payback[];
  /** Whether the units may be asked for again. */
  frees: boolean;
};

/**
 * All that can happen to a refund that was requested. It is completed only when it was paid, and fails only when nothing was
 * paid and nothing is on its way.
 */
export const REFUND_MOVES = {
  approve: {
    event: 'RefundApproved',
    at: 'approvedAt',
    from: 'REQUESTED',
    to: 'APPROVED',
    payback: ['NONE'],
    frees: false,
  },
  reject: {
    event: 'RefundRejected',
    at: 'rejectedAt',
    from: 'REQUESTED',
    to: 'REJECTED',
    payback: ['NONE'],
    frees: true,
  },
  complete: {
    ...{ event: 'RefundCompleted', at: 'completedAt', from: 'APPROVED', to: 'COMPLETED' },
    ...{ payback: ['PAID'], frees: false },
  },
  fail: {
    event: 'RefundFailed',
    at: 'failedAt',
    from: 'APPROVED',
    to: 'FAILED',
    payback: ['NONE', 'REFUSED'],
    frees: true,
  },
} as const satisfies Record<string, RefundMove>;

export type RefundMoveName = keyof typeof REFUND_MOVES;
