import { expect } from '@jest/globals';
import type { TestSales } from './harness.ts';

const day = (moment: string): string => `(${moment} AT TIME ZONE 'UTC')::date AS day`;

/** What each product sold a day, read from the sales and refunds themselves. */
const PRODUCTS = `
  SELECT day::text, store_id, product_id, currency,
    sum(units) FILTER (WHERE fact = 'SALE')::int AS sold_units,
    sum(minor) FILTER (WHERE fact IN ('SALE', 'REPLACEMENT'))::bigint AS sold_minor,
    sum(units) FILTER (WHERE fact = 'REPLACEMENT')::int AS replaced_units,
    sum(units) FILTER (WHERE fact = 'REFUND')::int AS refunded_units,
    sum(minor) FILTER (WHERE fact = 'REFUND')::bigint AS refunded_minor,
    sum(units) FILTER (WHERE fact = 'CANCELLED')::int AS cancelled_units
  FROM (
    SELECT s.kind AS fact, ${day('s.confirmed_at')}, s.store_id, l.product_id, s.currency, l.quantity AS units, l.quantity * l.unit_price_minor AS minor
    FROM sale s JOIN sale_line l ON l.sale_id = s.id WHERE s.confirmed_at IS NOT NULL
    UNION ALL
    SELECT 'CANCELLED', ${day('s.cancelled_at')}, s.store_id, l.product_id, s.currency, l.quantity, 0
    FROM sale s JOIN sale_line l ON l.sale_id = s.id WHERE s.cancelled_at IS NOT NULL
    UNION ALL
    SELECT 'REFUND', ${day('r.completed_at')}, r.store_id, l.product_id, r.currency, b.quantity, b.quantity * l.unit_price_minor
    FROM refund r JOIN refund_line b ON b.refund_id = r.id JOIN sale_line l ON l.sale_id = r.sale_id AND l.id = b.sale_line_id
    WHERE r.status = 'COMPLETED'
  ) AS facts GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;
const PRODUCT_DAYS = `
  SELECT day::text, store_id, product_id, currency, sold_units, sold_minor, replaced_units, refunded_units, refunded_minor, cancelled_units
  FROM product_day ORDER BY 1, 2, 3, 4`;

/** What each store sold a day, read in the same way. */
const STORES = `
  SELECT day::text, store_id, currency,
    count(*) FILTER (WHERE fact = 'SALE') AS sales, count(*) FILTER (WHERE fact = 'REPLACEMENT') AS replacements,
    sum(minor) FILTER (WHERE fact IN ('SALE', 'REPLACEMENT'))::bigint AS sold_minor,
    count(*) FILTER (WHERE fact = 'REFUND') AS refunds, sum(minor) FILTER (WHERE fact = 'REFUND')::bigint AS refunded_minor,
    count(*) FILTER (WHERE fact = 'CANCELLED') AS cancellations, sum(minor) FILTER (WHERE fact = 'CANCELLED')::bigint AS cancelled_minor
  FROM (
    SELECT kind AS fact, ${day('confirmed_at')}, store_id, currency, total_minor AS minor FROM sale WHERE confirmed_at IS NOT NULL
    UNION ALL
    SELECT 'CANCELLED', ${day('cancelled_at')}, store_id, currency, total_minor FROM sale WHERE cancelled_at IS NOT NULL
    UNION ALL
    SELECT 'REFUND', ${day('completed_at')}, store_id, currency, amount_minor FROM refund WHERE status = 'COMPLETED'
  ) AS facts GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
const STORE_DAYS = `
  SELECT day::text, store_id, currency, sales, replacements, sold_minor, refunds, refunded_minor, cancellations, cancelled_minor
  FROM store_day ORDER BY 1, 2, 3`;

/** The figures of every day are what the sales and refunds of that day add up to. */
export async function sameAsAScan({ pool }: TestSales): Promise<void> {
  for (const [kept, scan] of [
    [PRODUCT_DAYS, PRODUCTS],
    [STORE_DAYS, STORES],
  ] as const) {
    const days = numbersOf((await pool.query<Record<string, unknown>>(kept)).rows);
    expect(days.length).toBeGreaterThan(0);
    expect(days).toEqual(numbersOf((await pool.query<Record<string, unknown>>(scan)).rows));
  }
}

/** No row of a kind adds up to null, which is nothing. */
const numbersOf = (rows: Record<string, unknown>[]) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? 0])));
