import type { RefundBefore, RefundsOfSales, RefundsWanted } from '../application/queries/refunds.ts';
import { REFUND, REFUND_LINES } from './refund-rows.ts';
import { parameters, rowsInScopes, type Placeholder } from './scoped-rows.ts';

type Statement = { text: string; values: unknown[] };

const sorted = (row: string, limit = '') => `ORDER BY ${row}.created_at DESC, ${row}.id DESC ${limit}`;

const behind = (after: RefundBefore | null, $: Placeholder): string[] =>
  after ? [`(t.created_at, t.id) < (${$(after.createdAt, 'timestamptz')}, ${$(after.id, 'uuid')})`] : [];

/** One page of refunds by keyset, newest first. */
export function refundsPage({ scopes, filter, after, take }: RefundsWanted): Statement {
  const { values, $ } = parameters();
  const limit = `LIMIT ${$(take, 'int')}`;
  const conditions = [
    ...(filter.status ? [`t.status = ${$(filter.status, 'text')}`] : []),
    ...(filter.storeId ? [`t.store_id = ${$(filter.storeId, 'uuid')}`] : []),
    ...(filter.userId ? [`t.user_id = ${$(filter.userId, 'uuid')}`] : []),
    ...behind(after, $),
  ];
  // A sale has a handful: they are read by it, whatever else must hold, and never among all of a store.
  const source = filter.saleId
    ? `(SELECT * FROM refund WHERE sale_id = ${$(filter.saleId, 'uuid')} OFFSET 0)`
    : 'refund';
  const rows = rowsInScopes(source, scopes, conditions, sorted('t', limit), $);
  return { text: `SELECT ${REFUND} FROM (${rows}) r ${REFUND_LINES} ${sorted('r', limit)}`, values };
}

/** A page of the refunds of each of these sales, in one statement. */
export function refundsOfSales({ saleIds, after, take }: RefundsOfSales): Statement {
  const { values, $ } = parameters();
  const limit = `LIMIT ${$(take, 'int')}`;
  const where = ['t.sale_id = wanted.id', ...behind(after, $)].join(' AND ');
  const text = `SELECT ${REFUND} FROM unnest(${$(saleIds, 'uuid[]')}) AS wanted(id)
    CROSS JOIN LATERAL (SELECT t.* FROM refund t WHERE ${where} ${sorted('t', limit)}) r ${REFUND_LINES} ${sorted('r')}`;
  return { text, values };
}
