import { parseEventData, type EventEnvelope, type RefundOrder } from '@comptoir/contracts';

/** The frozen input of the refund that an approval begins: all of it stands in the event. Throws for an event that says less. */
export function refundOf({ streamId, data, metadata }: EventEnvelope): RefundOrder {
  const { payment, approvedBy: _by, approvedAt: _at, ...facts } = parseEventData('RefundApproved', data);
  return {
    ...facts,
    ...payment,
    refundId: streamId,
    correlationId: metadata.correlationId,
    traceparent: metadata.traceparent ?? null,
  };
}
