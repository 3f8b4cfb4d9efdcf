import { insertEventsSql } from '@comptoir/messaging';

/*
 * The statements of the steps of sagas. They are planned on tables whose statistics may still say "empty", so every
 * look-up in a big table is made per row (LATERAL … OFFSET 0 cannot be turned into a join by the planner): its cost is
 * that of an index look-up whatever the statistics say. A lateral look-up also runs in the order of the array it looks
 * up, which is what gives locks their order.
 */

const HOLD = `h.id, h.saga_id AS "sagaId", h.sale_id AS "saleId", h.store_id AS "storeId", h.user_id AS "userId",
  h.correlation_id AS "correlationId", h.traceparent, h.state, h.product_ids::text[] AS "productIds", h.quantities`;

/**
 * $1 reservation ids, sorted. Whether a hold has expired is asked outside of the look-up: inside it would be evaluated
 * before the lock is had.
 */
export const LOCK_HOLDS = `
  SELECT ${HOLD}, h.expires_at < clock_timestamp() AS expired
  FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM reservation r WHERE r.id = wanted.id OFFSET 0 FOR UPDATE) h`;

/** $1 how many. Nobody is waited for, so the order of these locks does not matter. */
export const LOCK_EXPIRED = `
  SELECT ${HOLD}, true AS expired
  FROM (
    SELECT * FROM reservation WHERE state = 'HELD' AND expires_at < clock_timestamp()
    ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED
  ) h`;

/** $1 store ids, $2 product ids, pairwise, sorted. */
export const LOCK_STOCK = `
  SELECT s.store_id AS "storeId", s.product_id AS "productId", s.on_hand AS "onHand", s.reserved, s.stream_version AS "streamVersion",
    clock_timestamp() AS now
  FROM unnest($1::uuid[], $2::uuid[]) AS wanted(store_id, product_id)
  CROSS JOIN LATERAL (
    SELECT * FROM stock s WHERE s.store_id = wanted.store_id AND s.product_id = wanted.product_id OFFSET 0 FOR UPDATE
  ) s`;

/** $1 store ids, $2 product ids, pairwise. */
export const CHECK_SALE = `
  SELECT wanted.store_id AS "storeId", wanted.product_id AS "productId", s.on_hand AS "onHand", s.reserved,
    coalesce(p.saleable, false) AS saleable, coalesce(st.open, false) AS open
  FROM unnest($1::uuid[], $2::uuid[]) AS wanted(store_id, product_id)
  LEFT JOIN LATERAL (
    SELECT on_hand, reserved FROM stock s WHERE s.store_id = wanted.store_id AND s.product_id = wanted.product_id OFFSET 0
  ) s ON true
  LEFT JOIN LATERAL (SELECT archived_at IS NULL AS saleable FROM product p WHERE p.id = wanted.product_id OFFSET 0) p ON true
  LEFT JOIN LATERAL (SELECT closed_at IS NULL AS open FROM store WHERE store.id = wanted.store_id OFFSET 0) st ON true`;

/**
 * Stock, reservations, step records and events of one step. Parameters as `writeParameters` lists them. A record is a lock too:
 * who writes the same one waits for it, so they are written in one order. The rows of stock are locked by this transaction, so that their places (ctid) hold still: joined by their keys, each would be compared with all.
 */
export const WRITE_STEP = `
  WITH opened AS (
    INSERT INTO reservation (id, saga_id, sale_id, store_id, user_id, correlation_id, traceparent, product_ids, quantities, state, expires_at)
    SELECT id, saga_id, sale_id, store_id, user_id, correlation_id, traceparent, product_ids::uuid[], quantities::int[], 'HELD', expires_at
    FROM unnest($8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::uuid[], $13::uuid[], $14::text[], $15::text[], $16::text[], $17::timestamptz[])
      AS o(id, saga_id, sale_id, store_id, user_id, correlation_id, traceparent, product_ids, quantities, expires_at)
  ), closed AS (
    UPDATE reservation r SET state = c.state, closed_at = clock_timestamp()
    FROM unnest($18::uuid[], $19::text[]) AS c(id, state)
    WHERE r.id = c.id AND r.id = ANY($18::uuid[])
  ), recorded AS (
    INSERT INTO step_log (saga_id, step, direction, outcome, detail)
    SELECT * FROM unnest($20::uuid[], $21::text[], $22::text[], $23::text[], $24::jsonb[])
      AS r(saga_id, step, direction, outcome, detail)
    ORDER BY saga_id
  ), told AS (
    ${insertEventsSql(25)}
  )
  UPDATE stock s SET on_hand = s.on_hand + m.on_hand, reserved = s.reserved + m.reserved, sold = s.sold + m.sold,
    returned = s.returned + m.returned, stream_version = s.stream_version + m.told, version = s.version + 1, updated_at = clock_timestamp()
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[])
    AS m(store_id, product_id, on_hand, reserved, sold, returned, told)
  CROSS JOIN LATERAL (SELECT ctid FROM stock k WHERE k.store_id = m.store_id AND k.product_id = m.product_id OFFSET 0) k
  WHERE s.ctid = k.ctid
  RETURNING s.store_id AS "storeId", s.product_id AS "productId", s.on_hand AS "onHand", s.reserved, s.version, s.updated_at AS "updatedAt"`;
