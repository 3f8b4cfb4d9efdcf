import type { Check } from './check.ts';

/**
 * The life of each shelf, retold from the events: position is the order in which its row was locked. What each event says of
 * the shelf behind it stands beside what the events up to it add up to.
 */
const LIVES = `
  WITH moves AS (
    SELECT e.position, e.type, e.data ->> 'storeId' AS store_id, l.line ->> 'productId' AS product_id,
      (l.line ->> 'onHand')::int AS on_hand, (l.line ->> 'reserved')::int AS reserved,
      CASE e.type WHEN 'StockSold' THEN -(l.line ->> 'quantity')::int ELSE 0 END AS came,
      CASE e.type WHEN 'StockReserved' THEN (l.line ->> 'quantity')::int ELSE -(l.line ->> 'quantity')::int END AS held
    FROM event e CROSS JOIN LATERAL jsonb_array_elements(e.data -> 'lines') AS l(line) WHERE e.stream_type = 'reservation'
    UNION ALL
    SELECT position, type, data ->> 'storeId', data ->> 'productId', (data ->> 'onHand')::int, (data ->> 'reserved')::int,
      coalesce((data ->> 'delta')::int, (data ->> 'quantity')::int), 0
    FROM event WHERE stream_type = 'stock'
  ), lives AS (
    SELECT *, sum(came) OVER shelf AS summed, sum(held) OVER shelf AS summed_held FROM moves
    WINDOW shelf AS (PARTITION BY store_id, product_id ORDER BY position)
  )`;

/** The shelves by themselves: what came in is there, sold or back, nothing is held any more, and each effect happened once. */
export const stockChecks: readonly Check[] = [
  {
    context: 'catalog',
    what: 'received = on hand + sold - returned, nothing below zero, nothing reserved',
    sql: `SELECT format('product %s: received %s, on hand %s, reserved %s, sold %s, returned %s',
              product_id, received, on_hand, reserved, sold, returned) AS difference
            FROM stock WHERE received <> on_hand + sold - returned OR on_hand < 0 OR reserved <> 0 OR returned < 0 OR sold < 0`,
  },
  {
    context: 'catalog',
    what: 'no hold is left',
    sql: `SELECT format('reservation %s expired at %s and is HELD', id, expires_at) AS difference FROM reservation WHERE state = 'HELD'`,
  },
  {
    context: 'catalog',
    what: 'sold = units of sold reservations',
    sql: `WITH moved AS (
              SELECT r.store_id, l.product_id, sum(l.quantity) AS sold
                FROM reservation r CROSS JOIN LATERAL unnest(r.product_ids, r.quantities) AS l(product_id, quantity)
               WHERE r.state = 'SOLD' GROUP BY 1, 2)
            SELECT format('product %s: sold %s, in sold reservations %s', product_id, s.sold, m.sold) AS difference
              FROM stock s FULL JOIN moved m USING (store_id, product_id)
             WHERE coalesce(s.sold, 0) <> coalesce(m.sold, 0)`,
  },
  {
    context: 'catalog',
    what: 'received = sum of its adjustments',
    sql: `WITH booked AS (SELECT store_id, product_id, sum(delta) AS received FROM stock_adjustment GROUP BY 1, 2)
            SELECT format('product %s: received %s, in adjustments %s', product_id, s.received, b.received) AS difference
              FROM stock s FULL JOIN booked b USING (store_id, product_id)
             WHERE coalesce(s.received, 0) <> coalesce(b.received, 0)`,
  },
  {
    context: 'catalog',
    what: 'at no moment more was held than there was',
    sql: `${LIVES}
            SELECT format('product %s at position %s (%s): %s on hand, %s held', product_id, position, type, summed, summed_held) AS difference
              FROM lives WHERE NOT summed_held BETWEEN 0 AND summed ORDER BY position`,
  },
  {
    context: 'catalog',
    what: 'each event tells the shelf as all events up to it left it',
    sql: `${LIVES}
            SELECT format('product %s at position %s (%s): told %s on hand and %s held, added up %s and %s',
              product_id, position, type, on_hand, reserved, summed, summed_held) AS difference
              FROM lives WHERE on_hand <> summed OR reserved <> summed_held ORDER BY position`,
  },
  {
    context: 'catalog',
    what: 'each step of a saga is recorded once',
    sql: `SELECT format('saga %s: %s (%s) has %s records', saga_id, step, direction, count(*)) AS difference
            FROM step_log GROUP BY saga_id, step, direction HAVING count(*) > 1`,
  },
  {
    context: 'catalog',
    what: 'nothing is both sold and given back',
    sql: `SELECT format('saga %s', d.saga_id) AS difference FROM step_log d JOIN step_log u USING (saga_id)
           WHERE d.step = 'confirm-order' AND d.direction = 'do' AND d.outcome = 'done'
             AND u.step = 'reserve-stock' AND u.direction = 'undo'`,
  },
  {
    context: 'catalog',
    what: 'the stream of a reservation tells of its state',
    sql: `WITH told AS (
              SELECT stream_id AS id, string_agg(type, ' ' ORDER BY stream_version) AS events FROM event
               WHERE stream_type = 'reservation' GROUP BY 1)
            SELECT format('reservation %s is %s, its stream says %s', id, r.state, t.events) AS difference
              FROM reservation r FULL JOIN told t USING (id)
             WHERE t.events IS DISTINCT FROM 'StockReserved'
                || CASE r.state WHEN 'SOLD' THEN ' StockSold' WHEN 'RELEASED' THEN ' StockReleased' ELSE '' END`,
  },
];
