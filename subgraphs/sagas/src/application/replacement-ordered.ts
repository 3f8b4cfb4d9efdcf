import { parseEventData, type EventEnvelope, type SaleOrder } from '@comptoir/contracts';

/** The frozen input of the sale that a replacement is: all of it stands in the event. Throws for an event that says less. */
export function replacementOf({ streamId, data, metadata }: EventEnvelope): SaleOrder {
  const { sagaId, reservationId, userId, storeId, totalMinor, currency, payment, lines } = parseEventData(
    'ReplacementOrdered',
    data,
  );
  return {
    ...{ sagaId, saleId: streamId, reservationId, paymentId: payment.paymentId, userId, storeId, kind: 'REPLACEMENT' },
    ...{ lines, totalMinor, currency, payment: { method: payment.method, token: null }, simulate: null },
    ...{ correlationId: metadata.correlationId, traceparent: metadata.traceparent ?? null },
  };
}
