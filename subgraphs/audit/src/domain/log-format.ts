import type { Recorded } from './body.ts';
import { classOf } from './action.ts';

/** An entry of the audit log as a file shows it. It proves nothing by itself: its place leads to the chain, which does. */
export type LogEntry = Recorded & { position: number; source: string };

const COLUMNS = [
  ...['position', 'occurredAt', 'action', 'category', 'type', 'entityType', 'entityId', 'userId', 'source'],
  ...['correlationId', 'details'],
] as const;

function cellsOf({ position, occurredAt, type, streamType, streamId, source, data, metadata }: LogEntry) {
  const { action, category } = classOf(type);
  const { userId = null, correlationId } = metadata;
  const thing = { entityType: streamType, entityId: streamId };
  return { position, occurredAt, action, category, type, ...thing, userId, source, correlationId, details: data };
}

/** How a file of entries begins, shows them, and ends: told apart from one that was broken off. */
export const LOG_FORMATS = {
  json: {
    ...{ contentType: 'application/json; charset=utf-8', begin: '[', end: '\n]\n' },
    entry: (entry: LogEntry, isFirst: boolean) => `${isFirst ? '' : ','}\n${JSON.stringify(cellsOf(entry))}`,
  },
  csv: {
    ...{ contentType: 'text/csv; charset=utf-8', begin: `${COLUMNS.join()}\n`, end: '#end\n' },
    entry(entry: LogEntry) {
      const { details, ...cells } = cellsOf(entry);
      return `${Object.values(cells).join()},"${JSON.stringify(details).replaceAll('"', '""')}"\n`;
    },
  },
} as const;
