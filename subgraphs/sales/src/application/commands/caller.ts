import type { Caller, Origin } from '../refund-ports.ts';

/** What events of this caller tell of where they come from. */
export const originOf = ({ trace }: Caller, userId: string): Origin => ({
  correlationId: trace.correlationId,
  traceparent: trace.traceparent,
  userId,
});
