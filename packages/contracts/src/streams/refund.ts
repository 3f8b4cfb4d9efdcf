import type { SalesEvent, SalesEventData } from '../events/sales.ts';

export type RefundStreamEvent = SalesEvent<
  'RefundRequested' | 'RefundApproved' | 'RefundRejected' | 'RefundCompleted' | 'RefundFailed'
>;

/** A refund as its events tell it. */
export type RefundFold = Pick<
  SalesEventData<'RefundRequested'>,
  'saleId' | 'sagaId' | 'userId' | 'storeId' | 'lines' | 'amountMinor' | 'currency' | 'restock' | 'reason'
> & {
  status: 'REQUESTED' | 'APPROVED' | 'REJECTED' | 'COMPLETED' | 'FAILED';
  requestedBy: string;
  /** Who approved or rejected it; null before. */
  decidedBy: string | null;
  /** Why it was rejected, sealed like `reason`. */
  rejectionReason: string | null;
  createdAt: string;
  updatedAt: string;
  completedAt: string | null;
  /** Why it failed. */
  error: string | null;
  /** Counts the events of the stream. */
  version: number;
};

/** Before RefundRequested there is nothing. */
export const initial: RefundFold | null = null;

function request({ data }: SalesEvent<'RefundRequested'>): RefundFold {
  const { requestedAt, ...facts } = data;
  return {
    ...facts,
    ...{ status: 'REQUESTED', decidedBy: null, rejectionReason: null, completedAt: null, error: null, version: 1 },
    ...{ createdAt: requestedAt, updatedAt: requestedAt },
  };
}

/** Folds one event into the refund. Pure, and total: what comes before RefundRequested changes nothing. */
export function apply(refund: RefundFold | null, event: RefundStreamEvent): RefundFold | null {
  if (event.type === 'RefundRequested') return request(event);
  if (!refund) return null;
  const version = refund.version + 1;
  switch (event.type) {
    case 'RefundApproved': {
      const { approvedBy, approvedAt } = event.data;
      return { ...refund, version, status: 'APPROVED', decidedBy: approvedBy, updatedAt: approvedAt };
    }
    case 'RefundRejected': {
      const { rejectedBy, rejectedAt, reason: rejectionReason } = event.data;
      return { ...refund, version, status: 'REJECTED', decidedBy: rejectedBy, rejectionReason, updatedAt: rejectedAt };
    }
    case 'RefundCompleted': {
      const { completedAt } = event.data;
      return { ...refund, version, status: 'COMPLETED', completedAt, updatedAt: completedAt };
    }
    case 'RefundFailed': {
      const { error, failedAt } = event.data;
      return { ...refund, version, status: 'FAILED', error, updatedAt: failedAt };
    }
    default:
      return event satisfies never;
  }
}
