/*
 * What reconciliation reads. Each is one statement, so all that it answers is of one moment, while holds come and go. Look-ups
 * are made per row, like those of the steps.
 */

const RESERVATION = `r.id, r.saga_id AS "sagaId", r.sale_id AS "saleId", r.store_id AS "storeId", r.state,
  floor(extract(epoch FROM clock_timestamp() - r.expires_at) * 1000)::float8 AS "overdueMs",
  (SELECT coalesce(jsonb_object_agg(p.id, p.quantity), '{}')
   FROM (SELECT l.id, sum(l.quantity) AS quantity FROM unnest(r.product_ids, r.quantities) AS l(id, quantity) GROUP BY l.id) p) AS units`;

/** $1 reservation ids. */
export const RESERVATIONS = `
  SELECT ${RESERVATION} FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM reservation r WHERE r.id = wanted.id OFFSET 0) r`;

/** $1 the last id of the page before, $2 how many. */
export const RESERVATION_PAGE = `SELECT id, saga_id AS "sagaId" FROM reservation WHERE id > $1 ORDER BY id LIMIT $2`;

/** All that is held now: a few, in an index of their own. */
export const HELD = `SELECT id, saga_id AS "sagaId" FROM reservation WHERE state = 'HELD'`;

/**
 * Stock levels whose figures are not what their reservations add up to, or that something came back to: what refunds brought
 * back is known elsewhere.
 */
export const LEVELS = `
  WITH counted AS MATERIALIZED (
    SELECT r.store_id, line.product_id, coalesce(sum(line.quantity) FILTER (WHERE r.state = 'HELD'), 0) AS held,
      coalesce(sum(line.quantity) FILTER (WHERE r.state = 'SOLD'), 0) AS sold
    FROM reservation r CROSS JOIN LATERAL unnest(r.product_ids, r.quantities) AS line(product_id, quantity)
    WHERE r.state <> 'RELEASED' GROUP BY r.store_id, line.product_id
  )
  SELECT coalesce(s.store_id, c.store_id) AS "storeId", coalesce(s.product_id, c.product_id) AS "productId",
    coalesce(s.on_hand, 0)::int AS "onHand", coalesce(s.reserved, 0)::int AS reserved, coalesce(s.received, 0)::bigint AS received,
    coalesce(s.sold, 0)::bigint AS sold, coalesce(s.returned, 0)::bigint AS returned,
    coalesce(c.held, 0)::bigint AS "heldByReservations", coalesce(c.sold, 0)::bigint AS "soldByReservations"
  FROM stock s FULL JOIN counted c ON c.store_id = s.store_id AND c.product_id = s.product_id
  WHERE s.store_id IS NULL OR s.reserved <> coalesce(c.held, 0) OR s.sold <> coalesce(c.sold, 0) OR s.returned <> 0
    OR s.received <> s.on_hand + s.sold - s.returned`;

/** $1 store, $2 product. What reservations hold of it; exact while its stock row is locked. */
export const HELD_OF_LEVEL = `
  SELECT coalesce(sum(line.quantity), 0)::int AS held
  FROM reservation r CROSS JOIN LATERAL unnest(r.product_ids, r.quantities) AS line(product_id, quantity)
  WHERE r.state = 'HELD' AND r.store_id = $1 AND line.product_id = $2`;
