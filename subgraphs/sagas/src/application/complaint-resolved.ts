import { parseEventData, type EventEnvelope, type ResolutionOrder } from '@comptoir/contracts';

const SETTLED = ['REFUND', 'STORE_CREDIT', 'REPLACEMENT'] as const;

/**
 * The frozen input of the saga that carries a resolution out; null where there is nothing to carry out. Throws for an event that says
 * less than the saga needs.
 */
export function resolutionOf({ streamId, data, metadata }: EventEnvelope): ResolutionOrder | null {
  const { outcome, settlement, saleId, storeId, customerId, resolvedBy, ...rest } = parseEventData(
    'ComplaintResolved',
    data,
  );
  if (outcome === 'DONE') return null;
  const resolution = SETTLED.find((one) => one === rest.resolution);
  if (!resolution || !settlement || !saleId || !storeId)
    throw new Error(`ComplaintResolved of ${streamId} promises ${rest.resolution}, and does not say of what.`);
  return {
    ...settlement,
    ...{ complaintId: streamId, resolution, userId: customerId, saleId, storeId, resolvedBy },
    ...{ correlationId: metadata.correlationId, traceparent: metadata.traceparent ?? null },
  };
}
