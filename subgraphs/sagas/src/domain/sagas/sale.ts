import { saleOrder, type CatalogSaleSteps, type SaleOrder, type SalesSaleSteps } from '@comptoir/contracts';
import { defineSaga, type SagaDefinition } from '../saga.ts';
import { patient, untilAPersonLooks } from './retries.ts';
import { portsElsewhere } from './steps-elsewhere.ts';

/**
 * A sale: look whether the goods are there, hold them, take the money, make it final. Until the goods are sold
 * (confirm-order) everything can be taken back; from there on it can only be completed.
 */
export function saleSaga(ports: { catalog: CatalogSaleSteps; sales: SalesSaleSteps }): SagaDefinition<SaleOrder> {
  const { catalog, sales } = ports;
  return defineSaga<SaleOrder>({
    type: 'SALE',
    version: 1,
    input: saleOrder,
    states: { initial: 'INITIATED', failed: 'FAILED', compensated: 'COMPENSATED' },
    steps: [
      {
        name: 'verify-stock',
        states: { running: 'STOCK_VERIFYING', done: 'STOCK_VERIFIED', failed: 'STOCK_VERIFICATION_FAILED' },
        // Checkout has opened the sale already, unless its process died between the two databases.
        before: sales.openSales,
        do: catalog.verifyStock,
        undo: null,
        deadlineMs: 30_000,
        retry: patient,
      },
      {
        name: 'reserve-stock',
        states: {
          running: 'STOCK_RESERVING',
          done: 'STOCK_RESERVED',
          failed: 'STOCK_RESERVATION_FAILED',
          undoing: 'COMPENSATING_STOCK',
        },
        do: catalog.reserveStock,
        undo: catalog.releaseStock,
        deadlineMs: 30_000,
        retry: patient,
      },
      {
        name: 'process-payment',
        states: {
          running: 'PAYMENT_PROCESSING',
          done: 'PAYMENT_PROCESSED',
          failed: 'PAYMENT_FAILED',
          undoing: 'COMPENSATING_PAYMENT',
        },
        do: sales.capturePayment,
        undo: sales.refundPayment,
        // Well under the 30 s that a hold lives.
        deadlineMs: 10_000,
        retry: patient,
      },
      {
        name: 'confirm-order',
        states: { running: 'ORDER_CONFIRMING', done: 'SALE_CONFIRMED', failed: 'ORDER_CONFIRMATION_FAILED' },
        // The hold is the only thing that can be lost, so selling it comes first and decides.
        do: catalog.confirmReservation,
        after: sales.confirmSale,
        undo: null,
        deadlineMs: 15_000,
        retry: patient,
      },
    ],
    pivot: 'confirm-order',
    pivotDeadlineMs: 60_000,
    // Opened first, so that a late openSale finds the sale cancelled and not missing.
    abandon: [sales.openSales, sales.cancelSale],
    undoRetry: untilAPersonLooks,
  });
}

/** The sale for processes that accept, describe and stop sales, but carry out none of their steps. */
export const describedSale = saleSaga(portsElsewhere());
