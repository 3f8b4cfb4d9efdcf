import type { complaintStream } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';
import { isoSql } from '@comptoir/messaging';

export type ComplaintFold = complaintStream.ComplaintFold;
export type ComplaintRow = ComplaintFold & { id: string };

/** Column → its type, and the field of the fold that it holds. */
const COLUMNS = {
  id: ['uuid', 'id'],
  number: ['bigint', 'number'],
  customer_id: ['uuid', 'customerId'],
  assignee_id: ['uuid', 'assigneeId'],
  sale_id: ['uuid', 'saleId'],
  store_id: ['uuid', 'storeId'],
  title: ['text', 'title'],
  description: ['text', 'description'],
  category: ['text', 'category'],
  priority: ['text', 'priority'],
  status: ['text', 'status'],
  requested_resolution: ['text', 'requestedResolution'],
  resolution: ['text', 'resolution'],
  resolution_outcome: ['text', 'resolutionOutcome'],
  satisfaction: ['smallint', 'satisfaction'],
  version: ['int', 'version'],
  created_at: ['timestamptz', 'createdAt'],
  updated_at: ['timestamptz', 'updatedAt'],
  settling_saga_id: ['uuid', 'settlingSagaId'],
  resolved_at: ['timestamptz', 'resolvedAt'],
  closed_at: ['timestamptz', 'closedAt'],
} as const satisfies Record<string, readonly [string, keyof ComplaintRow]>;

const entries = Object.entries(COLUMNS);
const SELECTED = entries
  .map(([column, [type, field]]) => `${type === 'timestamptz' ? isoSql(column) : column} AS "${field}"`)
  .join(', ');
const CHANGED = entries
  .filter(([column]) => column !== 'id')
  .map(([column]) => `${column} = EXCLUDED.${column}`)
  .join(', ');

/** The rows of these complaints as folds, by id. */
export async function readRows(
  client: Pick<PoolClient, 'query'>,
  table: string,
  ids: readonly string[],
): Promise<Map<string, ComplaintFold>> {
  const { rows } = await client.query<ComplaintRow>(`SELECT ${SELECTED} FROM ${table} WHERE id = ANY ($1::uuid[])`, [
    ids,
  ]);
  return new Map(rows.map(({ id, ...fold }) => [id, fold]));
}

/** Writes rows whole. A part of a larger statement, with its parameters from `$first` on. */
export function insertRows(table: string, rows: readonly ComplaintRow[], first: number) {
  const arrays = entries.map(([, [type]], i) => `$${first + i}::${type}[]`);
  const text = `INSERT INTO ${table} (${entries.map(([column]) => column).join(', ')})
     SELECT * FROM unnest(${arrays.join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${CHANGED}`;
  return { text, values: entries.map(([, [, field]]) => rows.map((row) => row[field])) };
}
