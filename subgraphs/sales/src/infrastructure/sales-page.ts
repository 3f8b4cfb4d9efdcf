import type { SaleFilter, SalesWanted } from '../application/queries/sales.ts';
import type { Scope } from '../application/policies.ts';
import { SALE } from './sale-rows.ts';

const KEYS = {
  CREATED_AT: { column: 'created_at', type: 'timestamptz' },
  TOTAL: { column: 'total_minor', type: 'bigint' },
} as const;

/** The few sales of these statuses have an index of their own. */
const INDEXED: Partial<Record<NonNullable<SaleFilter['status']>, string>> = {
  CANCELLED: 's.cancelled_at IS NOT NULL',
  PARTIALLY_REFUNDED: 's.refunded_minor > 0',
  REFUNDED: 's.refunded_minor > 0',
};

/**
 * One page of sales by keyset. Each scope is read along its own index and no further than the page; what two scopes share
 * is listed once.
 */
export function salesPage({ scopes, filter, order, after, take }: SalesWanted): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const $ = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const key = KEYS[order.field];
  const sorted = `ORDER BY s.${key.column} ${order.direction}, s.id ${order.direction} LIMIT ${$(take, 'int')}`;
  const conditions = [
    ...(filter.status ? [`s.status = ${$(filter.status, 'text')}`] : []),
    ...(filter.status && INDEXED[filter.status] ? [INDEXED[filter.status]] : []),
    ...(filter.kind ? [`s.kind = ${$(filter.kind, 'text')}`] : []),
    ...(filter.storeId ? [`s.store_id = ${$(filter.storeId, 'uuid')}`] : []),
    ...(filter.userId ? [`s.user_id = ${$(filter.userId, 'uuid')}`] : []),
    ...(filter.from ? [`s.created_at >= ${$(filter.from, 'timestamptz')}`] : []),
    ...(filter.to ? [`s.created_at < ${$(filter.to, 'timestamptz')}`] : []),
    ...(after
      ? [
          `(s.${key.column}, s.id) ${order.direction === 'ASC' ? '>' : '<'} (${$(after.key, key.type)}, ${$(after.id, 'uuid')})`,
        ]
      : []),
  ];
  const where = (...more: string[]): string => {
    const all = [...more, ...conditions];
    return all.length > 0 ? `WHERE ${all.join(' AND ')}` : '';
  };
  const branch = (scope: Scope): string => {
    if (scope === 'all') return `SELECT s.* FROM sale s ${where()} ${sorted}`;
    if ('userId' in scope) return `SELECT s.* FROM sale s ${where(`s.user_id = ${$(scope.userId, 'uuid')}`)} ${sorted}`;
    return `SELECT s.* FROM unnest(${$(scope.storeIds, 'uuid[]')}) AS managed(store_id)
      CROSS JOIN LATERAL (SELECT s.* FROM sale s ${where('s.store_id = managed.store_id')} ${sorted}) s`;
  };
  const text = `SELECT ${SALE} FROM (${scopes.map((scope) => `(${branch(scope)})`).join(' UNION ')}) s
    CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = s.id OFFSET 0) p ${sorted}`;
  return { text, values };
}
