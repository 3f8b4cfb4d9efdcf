import type { Pool } from '@comptoir/database';
import type { FigureReads, Figures, Period, ReportRow, ReportWanted } from '../application/queries/figures.ts';
import { parameters, type Placeholder } from './scoped-rows.ts';

const sum = (column: string, name: string): string => `sum(${column})::bigint AS "${name}"`;
const none = (name: string): string => `NULL::bigint AS "${name}"`;

const AMOUNTS = [
  ...[sum('sold_units', 'soldUnits'), sum('sold_minor', 'soldMinor'), sum('replaced_units', 'replacedUnits')],
  ...[sum('refunded_units', 'refundedUnits'), sum('refunded_minor', 'refundedMinor')],
  ...[sum('cancelled_units', 'cancelledUnits'), sum('cancelled_minor', 'cancelledMinor')],
].join(', ');

const COUNTS = { sales: 'sales', replacements: 'replacements', refunds: 'refunds', cancellations: 'cancellations' };
const STORE_FIGURES = `currency, ${Object.entries(COUNTS)
  .map(([column, name]) => sum(column, name))
  .join(', ')}, ${AMOUNTS}`;
/** A cart is of many products: how many were sold of each is known, but not how many sales that were. */
const PRODUCT_FIGURES = `currency, ${Object.values(COUNTS).map(none).join(', ')}, ${AMOUNTS}`;

/** Days are read along the key of the stores that are asked for, or along the day for all of them. */
const during = ({ stores, from, to }: Period, $: Placeholder): string =>
  [
    `day >= ${$(from, 'date')}`,
    `day <= ${$(to, 'date')}`,
    ...(stores ? [`store_id = ANY(${$(stores, 'uuid[]')})`] : []),
  ].join(' AND ');

/** Days come in their order, everything else by what it sold, the most first. */
const BY_SALES = '-sum(sold_minor)::bigint';
const GROUPS = {
  DAY: { table: 'store_day', figures: STORE_FIGURES, key: 'day', rank: `(day - date '2000-01-01')::bigint` },
  STORE: { table: 'store_day', figures: STORE_FIGURES, key: 'store_id', rank: BY_SALES },
  PRODUCT: { table: 'product_day', figures: PRODUCT_FIGURES, key: 'product_id', rank: BY_SALES },
  CATEGORY: { table: 'product_day', figures: PRODUCT_FIGURES, key: 'category_id', rank: BY_SALES },
} as const;

function reportPage({ groupBy, period, categories, after, take }: ReportWanted) {
  const { values, $ } = parameters();
  const { table, figures, key, rank } = GROUPS[groupBy];
  const joined =
    groupBy === 'CATEGORY'
      ? `LEFT JOIN unnest(${$([...categories.keys()], 'uuid[]')}, ${$([...categories.values()], 'uuid[]')}) AS c (product_id, category_id) USING (product_id)`
      : '';
  const behind = after
    ? `WHERE (rank, key, currency) > (${$(after.rank, 'bigint')}, ${$(after.key, 'text')}, ${$(after.currency, 'text')})`
    : '';
  const text = `SELECT * FROM (
      SELECT coalesce(${key}::text, '') AS key, ${rank} AS rank, ${figures} FROM ${table} ${joined} WHERE ${during(period, $)} GROUP BY ${key}, currency
    ) r ${behind} ORDER BY rank, key, currency LIMIT ${$(take, 'int')}`;
  return { text, values };
}

/** Reads of the daily figures, never of sales. */
export function figureReads(pool: Pool): FigureReads {
  return {
    async summary(period) {
      const { values, $ } = parameters();
      const text = `SELECT ${STORE_FIGURES} FROM store_day WHERE ${during(period, $)} GROUP BY currency ORDER BY sum(sold_minor) DESC, currency`;
      return (await pool.query<Figures>({ text, values })).rows;
    },
    async productsSold(period) {
      const { values, $ } = parameters();
      const text = `SELECT DISTINCT product_id AS id FROM product_day WHERE ${during(period, $)}`;
      return (await pool.query<{ id: string }>({ text, values })).rows.map(({ id }) => id);
    },
    async report(wanted) {
      return (await pool.query<ReportRow>(reportPage(wanted))).rows;
    },
  };
}
