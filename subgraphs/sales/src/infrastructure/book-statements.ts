/*
 * What reconciliation reads. Each is one statement, so all that it answers is of one moment, while sales go on. Look-ups are
 * made per row, like those of the steps.
 */

const quiet = (since: string): string =>
  `floor(extract(epoch FROM clock_timestamp() - ${since}) * 1000)::float8 AS "quietMs"`;

/** $1 sale ids. Sales with their payments, and what their refunds paid back or may have. */
export const SALES = `
  SELECT s.id, s.saga_id AS "sagaId", s.store_id AS "storeId", s.status, s.total_minor AS "totalMinor", s.refunded_minor AS "refundedMinor", s.currency,
    s.version, ${quiet('s.updated_at')}, p.id AS "paymentId", p.method, p.state AS "paymentState",
    p.amount_minor AS "paymentMinor", p.refunded_minor AS "paymentRefundedMinor",
    r.paid AS "refundsPaidMinor", r.asked AS "refundsAskedMinor",
    u.sold AS "unitsSold", u.refunded AS "unitsRefunded", u.pending AS "unitsPending", u.paid_back AS "unitsPaidBack",
    u.asked AS "unitsAsked", u.unlike AS "linesUnlikeRefunds", u.minor AS "linesMinor", w.units
  FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM sale s WHERE s.id = wanted.id OFFSET 0) s
  CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = s.id OFFSET 0) p
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_minor) FILTER (WHERE payback = 'PAID'), 0)::bigint AS paid,
      coalesce(sum(amount_minor) FILTER (WHERE payback = 'ASKED'), 0)::bigint AS asked
    FROM refund r WHERE r.sale_id = s.id OFFSET 0
  ) r
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.quantity), 0)::int AS sold, coalesce(sum(l.refunded_quantity), 0)::int AS refunded,
      coalesce(sum(l.refund_pending), 0)::int AS pending, coalesce(sum(g.paid), 0)::int AS paid_back,
      coalesce(sum(g.asked), 0)::int AS asked,
      (count(*) FILTER (WHERE l.refunded_quantity <> g.paid OR l.refund_pending <> g.asked))::int AS unlike,
      coalesce(sum(l.quantity * l.unit_price_minor), 0)::bigint AS minor
    FROM sale_line l
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(rl.quantity) FILTER (WHERE r.payback = 'PAID'), 0)::int AS paid,
        coalesce(sum(rl.quantity) FILTER (WHERE r.payback <> 'PAID' AND r.status IN ('REQUESTED', 'APPROVED')), 0)::int AS asked
      FROM (SELECT * FROM refund WHERE sale_id = s.id OFFSET 0) r
      JOIN refund_line rl ON rl.refund_id = r.id AND rl.position = l.position
    ) g
    WHERE l.sale_id = s.id OFFSET 0
  ) u
  CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_object_agg(p.product_id, p.quantity), '{}') AS units
    FROM (SELECT product_id, sum(quantity) AS quantity FROM sale_line l WHERE l.sale_id = s.id GROUP BY product_id) p
  ) w`;

/** $1 the last id of the page before, $2 how many. */
export const SALE_PAGE = `SELECT id, saga_id AS "sagaId" FROM sale WHERE id > $1 ORDER BY id LIMIT $2`;

/** $1 refund ids. */
export const REFUNDS = `
  SELECT r.id, r.saga_id AS "sagaId", r.sale_id AS "saleId", r.status, r.payback, ${quiet('r.updated_at')}
  FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM refund r WHERE r.id = wanted.id OFFSET 0) r`;

/** $1 the last id of the page before, $2 how many. */
export const REFUND_PAGE = `SELECT id, sale_id AS "saleId" FROM refund WHERE id > $1 ORDER BY id LIMIT $2`;

/** $1 the last id, $2 since when. Refunds that are under way, however old, and those that changed late: `refund_changed_late` has them. */
export const OLDER_REFUNDS = `
  SELECT id, sale_id AS "saleId" FROM refund WHERE status = 'APPROVED' AND id <= $1
  UNION
  SELECT id, sale_id FROM refund
  WHERE updated_at - uuid_extract_timestamp(id) > interval '1 hour' AND updated_at >= $2 AND id <= $1`;

/** Units that refunds brought back by store and product: for certain, and perhaps (paid, and on their way to the shelf). */
export const RESTOCKED = `
  SELECT r.store_id AS "storeId", l.product_id AS "productId",
    coalesce(sum(l.quantity) FILTER (WHERE r.status = 'COMPLETED'), 0)::bigint AS certain, sum(l.quantity)::bigint AS "atMost"
  FROM refund r JOIN refund_line l ON l.refund_id = r.id
  WHERE r.restock AND r.payback = 'PAID' GROUP BY 1, 2`;

/**
 * $1 from which key, $2 settled for how many milliseconds. Money that the built-in provider keeps for keys that are no payment.
 * Any payment counts, however old its sale: id of the sale and key are drawn one after the other, and the window may begin between.
 */
export const STRAY_CHARGES = `
  SELECT c.key, c.method, c.currency, c.amount_minor - c.refunded_minor AS "keptMinor"
  FROM provider.charge c
  WHERE c.key > $1 AND c.state = 'CAPTURED' AND c.refunded_minor < c.amount_minor
    AND c.created_at < clock_timestamp() - $2 * interval '1 millisecond'
    AND NOT EXISTS (SELECT FROM payment p WHERE p.id = c.key)`;

/** $1 credit ids. What was given, what is left, and what moved. */
export const CREDITS = `
  SELECT c.id, c.sale_id AS "saleId", c.amount_minor AS "amountMinor", c.remaining_minor AS "remainingMinor", e.moved AS "movedMinor"
  FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM store_credit c WHERE c.id = wanted.id OFFSET 0) c
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_minor), 0)::bigint AS moved FROM store_credit_entry e WHERE e.credit_id = c.id OFFSET 0
  ) e`;

/** $1 the last id of the page before, $2 how many. */
export const CREDIT_PAGE = `SELECT id FROM store_credit WHERE id > $1 ORDER BY id LIMIT $2`;

/** $1 from which key. Credits, however old, of which something was spent since, or that got something back by a refund since. */
export const CREDITS_MOVED = `
  SELECT credit_id AS id FROM store_credit_entry WHERE payment_key > $1
  UNION
  SELECT e.credit_id FROM (SELECT sale_id FROM refund WHERE id > $1) r
  CROSS JOIN LATERAL (SELECT id FROM payment p WHERE p.sale_id = r.sale_id OFFSET 0) p
  CROSS JOIN LATERAL (SELECT credit_id FROM store_credit_entry e WHERE e.payment_key = p.id OFFSET 0) e`;

/**
 * $1 from which sale or settlement, $2 older settlements; what is reserved counts however old it is. Lines of sales that say another number of settled
 * units than their settlements keep: a refund keeps them itself.
 */
export const UNSETTLED_LINES = `
  WITH touched AS MATERIALIZED (
    SELECT DISTINCT sale_id FROM settlement WHERE id > $1 OR sale_id > $1 OR state = 'RESERVED' OR id = ANY($2::uuid[])
  ), kept AS MATERIALIZED (
    SELECT t.sale_id, l.position, sum(l.quantity) FILTER (
        WHERE t.state = 'RESERVED' OR t.resolution <> 'REFUND' AND t.state IN ('ORDERED', 'SETTLED'))::int AS units
    FROM touched JOIN settlement t ON t.sale_id = touched.sale_id JOIN settlement_line l ON l.settlement_id = t.id GROUP BY 1, 2
  )
  SELECT k.sale_id AS "saleId", k.position, coalesce(l.settled_quantity, 0) AS "settled", coalesce(k.units, 0) AS "kept"
  FROM kept k
  LEFT JOIN LATERAL (SELECT * FROM sale_line l WHERE l.sale_id = k.sale_id AND l.position = k.position OFFSET 0) l ON true
  WHERE coalesce(l.settled_quantity, 0) <> coalesce(k.units, 0)
  UNION ALL
  SELECT l.sale_id, l.position, l.settled_quantity, 0
  FROM sale_line l
  WHERE l.sale_id > $1 AND l.settled_quantity <> 0
    AND NOT EXISTS (SELECT FROM kept k WHERE k.sale_id = l.sale_id AND k.position = l.position)`;
