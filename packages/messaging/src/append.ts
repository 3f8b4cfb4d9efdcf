import type { EventMetadata, EventType } from '@comptoir/contracts';
import { parseEventData } from '@comptoir/contracts';
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
  for (const event of events) parseEventData(event.type, event.data);
  const { rowCount } = await client.query(
    `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::text[], $6::smallint[], $7::jsonb[], $8::jsonb[])
     ON CONFLICT (stream_id, stream_version) DO NOTHING`,
    [
      events.map(() => uuidv7()),
      events.map((e) => e.streamId),
      events.map((e) => e.streamType),
      events.map((e) => e.streamVersion),
      events.map((e) => e.type),
      events.map(() => 1),
      events.map((e) => JSON.stringify(e.data)),
      events.map((e) => JSON.stringify(e.metadata)),
    ],
  );
  return rowCount === events.length;
}
