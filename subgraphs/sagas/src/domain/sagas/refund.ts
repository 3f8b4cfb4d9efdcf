import { refundOrder, type CatalogRefundSteps, type RefundOrder, type SalesRefundSteps } from '@comptoir/contracts';
import { defineSaga, type SagaDefinition } from '../saga.ts';
import { patient, untilAPersonLooks } from './retries.ts';
import { portsElsewhere } from './steps-elsewhere.ts';

/** What must be answered, before the money as behind it, may take so long before a person looks. */
const TEN_MINUTES = 600_000;

/**
 * A refund that was approved: look whether it still may be paid, pay it back, put the goods back on the shelf, close it.
 * Money that went back stays there, so from the payment (refund-payment) on it can only be completed. Somebody has promised this
 * money: before it moves only a no of the sales fails the refund, and an outage of theirs is waited out.
 */
export function refundSaga(ports: {
  catalog: CatalogRefundSteps;
  sales: SalesRefundSteps;
}): SagaDefinition<RefundOrder> {
  const { catalog, sales } = ports;
  return defineSaga<RefundOrder>({
    type: 'REFUND',
    version: 1,
    input: refundOrder,
    states: { initial: 'INITIATED', failed: 'FAILED' },
    steps: [
      {
        name: 'validate-refund',
        states: { running: 'REFUND_VALIDATING', done: 'REFUND_VALIDATED', failed: 'REFUND_VALIDATION_FAILED' },
        do: sales.validateRefund,
        undo: null,
        deadlineMs: TEN_MINUTES,
        retry: untilAPersonLooks,
        mustAnswer: true,
      },
      {
        name: 'refund-payment',
        states: { running: 'PAYMENT_REFUNDING', done: 'PAYMENT_REFUNDED', failed: 'PAYMENT_REFUND_FAILED' },
        do: sales.payRefund,
        undo: null,
        deadlineMs: 30_000,
        retry: patient,
      },
      {
        name: 'restock',
        states: { running: 'STOCK_RESTORING', done: 'STOCK_RESTORED' },
        do: catalog.restock,
        undo: null,
        deadlineMs: TEN_MINUTES,
        retry: patient,
      },
      {
        name: 'complete-refund',
        states: { running: 'REFUND_COMPLETING', done: 'REFUND_COMPLETED' },
        do: sales.completeRefund,
        undo: null,
        deadlineMs: TEN_MINUTES,
        retry: patient,
      },
    ],
    pivot: 'refund-payment',
    pivotDeadlineMs: 60_000,
    // Frees the quantities, so that they may be asked for again.
    abandon: [sales.failRefund],
    undoRetry: untilAPersonLooks,
  });
}

/** The refund for processes that begin, describe and stop refunds, but carry out none of their steps. */
export const describedRefund = refundSaga(portsElsewhere());
