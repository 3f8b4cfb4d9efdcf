import type { EventEnvelope, SalesEvent } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';
import { currentEvents, type Projection } from '@comptoir/messaging';

const MOMENTS: Record<string, string> = {
  SaleConfirmed: 'confirmedAt',
  SaleCancelled: 'cancelledAt',
  PaymentRefunded: 'refundedAt',
};

/** A sale that was undone before it was final counts by its cancellation, not by the money that went back for it. */
const counts = ({ type, data }: EventEnvelope): boolean => type !== 'PaymentRefunded' || data.refundId !== null;

/** $1 sales. Each is looked up by itself: its cost is that of an index look-up whatever the statistics say. */
const FIRST_EVENTS = `
  SELECT e.stream_id AS "saleId", e.type, e.schema_version AS "schemaVersion", e.data FROM unnest($1::uuid[]) AS wanted (id)
  CROSS JOIN LATERAL (SELECT * FROM event WHERE stream_id = wanted.id AND stream_version = 1 OFFSET 0) e`;

type First = SalesEvent<'SaleCreated'> & { saleId: string; schemaVersion: number };

/** Whose and of what these sales are: their first events say it. */
async function salesOf(client: PoolClient, events: readonly EventEnvelope[]): Promise<Map<string, string>> {
  const { rows } = await client.query<First>(FIRST_EVENTS, [[...new Set(events.map(({ streamId }) => streamId))]]);
  return new Map(
    currentEvents(rows).map(({ saleId, data: { kind, storeId, currency, totalMinor, lines } }) => [
      saleId,
      JSON.stringify({ kind, storeId, currency, totalMinor, lines }),
    ]),
  );
}

const add = (table: string, columns: readonly string[]): string =>
  columns.map((column) => `${column} = ${table}.${column} + EXCLUDED.${column}`).join(', ');

const units = (condition: string, what: string): string => `coalesce(sum(${what}) FILTER (WHERE ${condition}), 0)`;
const SOLD = `what = 'SaleConfirmed'`;
const BACK = `what = 'PaymentRefunded'`;
const CANCELLED = `what = 'SaleCancelled'`;

/** Of a line, or of all lines of a sale. */
const UNIT_SUMS = {
  sold_units: units(`${SOLD} AND kind = 'SALE'`, 'units'),
  replaced_units: units(`${SOLD} AND kind = 'REPLACEMENT'`, 'units'),
  refunded_units: units(BACK, 'units'),
  cancelled_units: units(CANCELLED, 'units'),
};

const STORE_SUMS = {
  ...UNIT_SUMS,
  sales: `count(*) FILTER (WHERE ${SOLD} AND kind = 'SALE')`,
  sold_minor: units(SOLD, 'total'),
  replacements: `count(*) FILTER (WHERE ${SOLD} AND kind = 'REPLACEMENT')`,
  refunds: `count(*) FILTER (WHERE ${BACK})`,
  refunded_minor: units(BACK, 'back'),
  cancellations: `count(*) FILTER (WHERE ${CANCELLED})`,
  cancelled_minor: units(CANCELLED, 'total'),
};

const PRODUCT_SUMS = {
  ...UNIT_SUMS,
  sold_minor: units(SOLD, 'units * price'),
  refunded_minor: units(BACK, 'units * price'),
  cancelled_minor: units(CANCELLED, 'units * price'),
};

/** Adds what happened to sales to the days of stores and products. */
const figures = (stores: string, products: string): string => `
  WITH happened AS MATERIALIZED (
    SELECT h.n, h.what, h.back, h.back_lines, (h.at AT TIME ZONE 'UTC')::date AS day, h.sale -> 'lines' AS lines,
      h.sale ->> 'kind' AS kind, (h.sale ->> 'storeId')::uuid AS store_id, h.sale ->> 'currency' AS currency,
      (h.sale ->> 'totalMinor')::bigint AS total
    FROM unnest($1::jsonb[], $2::text[], $3::timestamptz[], $4::bigint[], $5::jsonb[]) WITH ORDINALITY
      AS h (sale, what, at, back, back_lines, n)
  ), line AS MATERIALIZED (
    SELECT h.n, h.what, h.kind, h.day, h.store_id, h.currency, l."productId" AS product_id, l."unitPriceMinor" AS price,
      CASE WHEN h.what = 'PaymentRefunded' THEN coalesce(b.quantity, 0) ELSE l.quantity END AS units
    FROM happened h
    CROSS JOIN LATERAL jsonb_to_recordset(h.lines) AS l ("lineId" uuid, "productId" uuid, quantity int, "unitPriceMinor" bigint)
    LEFT JOIN LATERAL jsonb_to_recordset(h.back_lines) AS b ("lineId" uuid, quantity int) ON b."lineId" = l."lineId"
  ), by_product AS (
    INSERT INTO ${products} AS p (day, store_id, product_id, currency, ${Object.keys(PRODUCT_SUMS).join(', ')})
    SELECT day, store_id, product_id, currency, ${Object.values(PRODUCT_SUMS).join(', ')}
    FROM line WHERE units > 0 GROUP BY day, store_id, product_id, currency
    ON CONFLICT (store_id, day, product_id, currency) DO UPDATE SET ${add('p', Object.keys(PRODUCT_SUMS))}
  )
  INSERT INTO ${stores} AS s (day, store_id, currency, ${Object.keys(STORE_SUMS).join(', ')})
  SELECT day, store_id, currency, ${Object.values(STORE_SUMS).join(', ')}
  FROM happened JOIN (SELECT n, sum(units) AS units FROM line GROUP BY n) in_cart USING (n)
  GROUP BY day, store_id, currency
  ON CONFLICT (store_id, day, currency) DO UPDATE SET ${add('s', Object.keys(STORE_SUMS))}`;

/** What each store and product sold a day. Days are those of UTC: this context does not know the clocks of the stores. */
export const salesFigures: Projection = {
  name: 'sales-figures',
  version: 1,
  async apply(client, events, table) {
    const counted = events.filter(counts);
    if (counted.length === 0) return;
    const sales = await salesOf(client, counted);
    await client.query(figures(table('store_day'), table('product_day')), [
      counted.map(({ streamId }) => sales.get(streamId)),
      counted.map(({ type }) => type),
      counted.map(({ type, data }) => data[MOMENTS[type] ?? '']),
      counted.map(({ type, data }) => (type === 'PaymentRefunded' ? data.amountMinor : 0)),
      counted.map(({ data }) => JSON.stringify(data.lines ?? [])),
    ]);
  },
};
