import { metrics, type Logger, useCaseTelemetry } from '@comptoir/telemetry';
import type { Refund } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';

/** One function per business event: a counter and a structured line. */
export function salesTelemetry(service: string, log: Logger) {
  return {
    /** A new version of a sale. Its outcomes are worth a line; the ways there only while somebody debugs. */
    saleChanged({ id: saleId, sagaId, status, kind, totalMinor, payment, version }: Sale): void {
      const fields = { event: 'sale_changed', saleId, sagaId, status, payment: payment.state, version };
      if (status === 'PENDING' && payment.state !== 'REFUNDED') log.debug(fields);
      else log.info({ ...fields, totalMinor });
      if (version === 1 || status !== 'PENDING') metrics.sales.inc({ service, kind, status });
    },
    /** A new version of a refund. */
    refundChanged({ id: refundId, saleId, storeId, status, amountMinor, error, version }: Refund): void {
      log.info({ event: 'refund_changed', refundId, saleId, storeId, status, amountMinor, error, version });
      metrics.refunds.inc({ service, status });
    },
    creditIssued({
      id: creditId,
      ...credit
    }: {
      id: string;
      userId: string;
      complaintId: string;
      amountMinor: number;
    }): void {
      log.info({ event: 'store_credit_issued', creditId, ...credit });
    },
    /** People asked to be forgotten: what was sealed for them is unreadable from now on. */
    textsErased: (people: number) => log.info({ event: 'texts_erased', people }),
    paidBack: (method: string, outcome: string) =>
      metrics.payments.inc({ service, method, outcome: `payback_${outcome}` }),
    /** The provider paid back something else than it was asked for: a person has to look at it. */
    paidBackWrongly: (refundId: string, askedMinor: number, paidMinor: number) =>
      log.error({ event: 'refund_paid_wrongly', refundId, askedMinor, paidMinor }),
    paymentAnswered: (method: string, outcome: string) => metrics.payments.inc({ service, method, outcome }),
    paymentProviderFailed: (method: string, err: unknown) => {
      metrics.payments.inc({ service, method, outcome: 'failed' });
      log.warn({ event: 'payment_provider_failed', method, err });
    },
    /** The provider said what cannot be: nobody believes it, and somebody should ask it why. */
    paymentAnswerUnusable: (method: string, what: { operation: string; key: string; reason: string }) => {
      metrics.payments.inc({ service, method, outcome: 'unusable' });
      log.warn({ event: 'payment_answer_unusable', method, ...what });
    },

    ...useCaseTelemetry(service),
  };
}

export type SalesTelemetry = ReturnType<typeof salesTelemetry>;
