import type { SaleFilter, SalesWanted } from '../application/queries/sales.ts';
import { SALE } from './sale-rows.ts';
import { parameters, rowsInScopes } from './scoped-rows.ts';

const KEYS = {
  CREATED_AT: { column: 'created_at', type: 'timestamptz' },
  TOTAL: { column: 'total_minor', type: 'bigint' },
} as const;

/** The few sales of these statuses have an index of their own. */
const INDEXED: Partial<Record<NonNullable<SaleFilter['status']>, string>> = {
  CANCELLED: 't.cancelled_at IS NOT NULL',
  PARTIALLY_REFUNDED: 't.refunded_at IS NOT NULL',
  REFUNDED: 't.refunded_at IS NOT NULL',
};

/** One page of sales by keyset. */
export function salesPage({ scopes, filter, order, after, take }: SalesWanted): { text: string; values: unknown[] } {
  const { values, $ } = parameters();
  const key = KEYS[order.field];
  const limit = `LIMIT ${$(take, 'int')}`;
  const sorted = (row: string) =>
    `ORDER BY ${row}.${key.column} ${order.direction}, ${row}.id ${order.direction} ${limit}`;
  const conditions = [
    ...(filter.status ? [`t.status = ${$(filter.status, 'text')}`] : []),
    ...(filter.status && INDEXED[filter.status] ? [INDEXED[filter.status] ?? ''] : []),
    ...(filter.kind ? [`t.kind = ${$(filter.kind, 'text')}`] : []),
    ...(filter.storeId ? [`t.store_id = ${$(filter.storeId, 'uuid')}`] : []),
    ...(filter.userId ? [`t.user_id = ${$(filter.userId, 'uuid')}`] : []),
    ...(filter.from ? [`t.created_at >= ${$(filter.from, 'timestamptz')}`] : []),
    ...(filter.to ? [`t.created_at < ${$(filter.to, 'timestamptz')}`] : []),
    ...(after
      ? [
          `(t.${key.column}, t.id) ${order.direction === 'ASC' ? '>' : '<'} (${$(after.key, key.type)}, ${$(after.id, 'uuid')})`,
        ]
      : []),
  ];
  const text = `SELECT ${SALE} FROM (${rowsInScopes('sale', scopes, conditions, sorted('t'), $)}) s
    CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = s.id OFFSET 0) p ${sorted('s')}`;
  return { text, values };
}
