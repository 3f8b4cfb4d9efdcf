import type { Caller, Origin } from '../refund-ports.ts';

/** What events of this caller tell of where they come from. */
export const originOf = ({ trace }: Caller, userId: string): Origin => ({
  correlationId: trace.correlationId,
  traceparent: trace.traceparent,
  userId,
});

/** A text as it is kept: nothing blank around it, and none of the one character that PostgreSQL cannot hold; null when nothing is left. */
export const tidied = (text: string | null | undefined): string | null => text?.replaceAll('\0', '').trim() || null;
