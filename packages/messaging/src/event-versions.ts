import { eventSchemas, eventVersion, upcastEvent, type EventType } from '@comptoir/contracts';

/** An event as a statement of its owner reads it: `type, schema_version AS "schemaVersion", data`. */
type ReadEvent = { type: string; schemaVersion: number; data: Record<string, unknown> };

type Upcast = typeof upcastEvent;

/** Events that were read from the event table, each in the current version of its type. */
export const currentEvents = <Row extends ReadEvent>(rows: readonly Row[], upcast: Upcast = upcastEvent): Row[] =>
  rows.map((row) => {
    const { version, data } = upcast({ type: row.type, version: row.schemaVersion, data: row.data });
    return version === row.schemaVersion ? row : { ...row, schemaVersion: version, data };
  });

const CURRENT = new Map((Object.keys(eventSchemas) as EventType[]).map((type) => [type, eventVersion(type)]));

/**
 * For statements that write events themselves: the version of what is written now, by the column that says its type. A part of their
 * text, so that it costs the rows nothing while every type is in its first version.
 */
export function versionSql(column: string, current: ReadonlyMap<string, number> = CURRENT): string {
  const later = [...current].filter(([, version]) => version > 1);
  if (later.length === 0) return '1';
  return `CASE ${column} ${later.map(([type, version]) => `WHEN '${type}' THEN ${version}`).join(' ')} ELSE 1 END`;
}
