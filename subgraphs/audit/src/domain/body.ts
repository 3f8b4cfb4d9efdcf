import type { EventEnvelope } from '@comptoir/contracts';
import { isUuid } from '@comptoir/kit';

/** What events are searched by: copies of what the body says. */
export type Columns = {
  eventId: string;
  type: string;
  streamId: string;
  streamType: string;
  streamVersion: number;
  correlationId: string | null;
  userId: string | null;
  occurredAt: Date;
};

/** An event without its place: that is hashed beside the body. */
export type Recorded = Omit<EventEnvelope, 'position'>;

/** The text of an event that is stored and hashed: always these members in this order. */
export function bodyOf({
  eventId,
  type,
  version,
  streamId,
  streamType,
  streamVersion,
  data,
  metadata,
  occurredAt,
}: Recorded): string {
  return JSON.stringify({ eventId, type, version, streamId, streamType, streamVersion, data, metadata, occurredAt });
}

export function parseBody(body: string): Recorded {
  return JSON.parse(body) as Recorded;
}

const uuidOrNull = (text: string | undefined): string | null => (text && isUuid(text) ? text.toLowerCase() : null);

export function columnsOf({
  eventId,
  type,
  streamId,
  streamType,
  streamVersion,
  metadata,
  occurredAt,
}: Recorded): Columns {
  return {
    ...{ eventId, type, streamId, streamType, streamVersion },
    correlationId: uuidOrNull(metadata.correlationId),
    userId: uuidOrNull(metadata.userId),
    occurredAt: new Date(occurredAt),
  };
}
