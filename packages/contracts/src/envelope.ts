import type { ContextName } from '@comptoir/kit';

/** What every event carries beside its data. No name, e-mail, address or IP in clear: ids only. */
export type EventMetadata = {
  correlationId: string;
  /** Event or request that caused this one. */
  causationId?: string;
  userId?: string;
  traceparent?: string;
  /** The context that wrote it, or "seed" for the demo chain (no notification, no live message). */
  source: ContextName | 'seed';
};

/** An event as it travels between contexts: facts in the past tense, never edited. */
export type EventEnvelope = {
  /** Place in the event table of its context; rises with commit order inside a stream. */
  position: number;
  eventId: string;
  streamId: string;
  streamType: string;
  streamVersion: number;
  type: string;
  /** Version of the schema of `data`. */
  version: number;
  data: Record<string, unknown>;
  metadata: EventMetadata;
  occurredAt: string;
};
