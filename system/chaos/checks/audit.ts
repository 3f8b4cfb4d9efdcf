import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';
import type { Databases } from './check.ts';

type Row = { position: number; eventId: string; streamId: string; version: number; seq?: number };

/** Every event of every context stands in the audit store once, with the place that it has at its source, in the order of its stream. */
export async function checkAudit(databases: Databases): Promise<string[]> {
  const found = await Promise.all(CONTEXT_NAMES.map((context) => checkSource(databases, context)));
  const parked = await Promise.all(
    CONTEXT_NAMES.map(async (context) => {
      const { rows } = await databases[context].query<{ consumer: string; source: string; error: string }>(
        'SELECT consumer, source, error FROM parked_event',
      );
      return rows.map(({ consumer, source, error }) => `${consumer} has parked an event of ${source}: ${error}`);
    }),
  );
  return [...found.flat(), ...parked.flat()];
}

async function checkSource(databases: Databases, source: ContextName): Promise<string[]> {
  const [{ rows: written }, { rows: stored }] = await Promise.all([
    databases[source].query<Row>(
      'SELECT position, event_id AS "eventId", stream_id AS "streamId", stream_version AS version FROM event ORDER BY position',
    ),
    databases.audit.query<Row>(
      `SELECT source_position AS position, event_id AS "eventId", stream_id AS "streamId", stream_version AS version
         FROM audit_event WHERE source = $1 ORDER BY seq`,
      [source],
    ),
  ]);
  const differences: string[] = [];
  const copies = new Map<string, Row>();
  const reached = new Map<string, number>();
  for (const row of stored) {
    if (copies.has(row.eventId)) differences.push(`event ${row.eventId} of ${source} stands in the audit store twice`);
    copies.set(row.eventId, row);
    const before = reached.get(row.streamId) ?? 0;
    if (row.version !== before + 1)
      differences.push(`stream ${row.streamId} of ${source}: version ${row.version} was stored behind ${before}`);
    reached.set(row.streamId, row.version);
  }
  for (const row of written) {
    const copy = copies.get(row.eventId);
    if (!copy)
      differences.push(`event ${row.eventId} of ${source} (position ${row.position}) is not in the audit store`);
    else if (copy.position !== row.position || copy.streamId !== row.streamId || copy.version !== row.version)
      differences.push(`event ${row.eventId} of ${source} stands in the audit store as another one`);
    copies.delete(row.eventId);
  }
  for (const eventId of copies.keys()) differences.push(`event ${eventId} in the audit store is none of ${source}`);
  return differences;
}
