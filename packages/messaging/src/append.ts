import type { EventMetadata, EventType } from '@comptoir/contracts';
import { eventVersion, parseEventData } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import type { PoolClient } from '@comptoir/database';

/** A fact to record. `streamVersion` is the version it will have: last version of the stream plus one. */
export type NewEvent<T extends EventType = EventType> = {
  streamId: string;
  streamType: string;
  streamVersion: number;
  type: T;
  data: Record<string, unknown>;
  metadata: EventMetadata;
};

/**
 * Appends events in the caller's transaction, all in one statement. Lock the aggregate's row (or rely on the expected
 * version) before, so that positions inside a stream rise with its versions. Returns false when another writer was
 * first at one of the versions: roll back, load, decide again.
 */
export async function appendEvents(client: PoolClient, events: readonly NewEvent[]): Promise<boolean> {
  if (events.length === 0) return true;
  const { rowCount } = await client.query(
    `${insertEventsSql(1)} ON CONFLICT (stream_id, stream_version) DO NOTHING`,
    eventParameters(events),
  );
  return rowCount === events.length;
}

/**
 * The append as a part of a larger statement (a step that writes its effect, its record and its events at once), with
 * its parameters from `$first` on. A version that is taken aborts the statement with 23505.
 */
export function insertEventsSql(first: number): string {
  const types = ['uuid', 'uuid', 'text', 'int', 'text', 'smallint', 'jsonb', 'jsonb'];
  const columns = types.map((type, i) => `$${first + i}::${type}[]`);
  return `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
     SELECT * FROM unnest(${columns.join(', ')})`;
}

/** The eight parameters of `insertEventsSql`. Throws when the data of an event is not what its schema says. */
export function eventParameters(events: readonly NewEvent[]): unknown[] {
  for (const event of events) parseEventData(event.type, event.data);
  return [
    events.map(() => uuidv7()),
    events.map((e) => e.streamId),
    events.map((e) => e.streamType),
    events.map((e) => e.streamVersion),
    events.map((e) => e.type),
    events.map((e) => eventVersion(e.type)),
    events.map((e) => JSON.stringify(e.data)),
    events.map((e) => JSON.stringify(e.metadata)),
  ];
}
