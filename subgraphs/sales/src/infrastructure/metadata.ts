import type { EventMetadata } from '@comptoir/contracts';
import type { Origin } from '../application/refund-ports.ts';

/** What every event of this context says beside its data. */
export const metadataOf = ({ correlationId, userId, traceparent }: Origin): EventMetadata => ({
  ...{ correlationId, userId, source: 'sales' },
  ...(traceparent && { traceparent }),
});
