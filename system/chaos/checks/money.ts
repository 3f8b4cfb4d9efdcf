import type { Check } from './check.ts';

const SOLD = `('CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED')`;

/** The money by itself: our books against the provider's. */
export const moneyChecks: readonly Check[] = [
  {
    context: 'sales',
    what: 'a sale costs the sum of its lines, and its payment is of that amount',
    sql: `WITH lines AS (SELECT sale_id AS id, sum(quantity * unit_price_minor) AS total FROM sale_line GROUP BY 1)
            SELECT format('sale %s: total %s, lines %s, payment %s', s.id, s.total_minor, l.total, p.amount_minor) AS difference
              FROM sale s LEFT JOIN lines l USING (id) LEFT JOIN payment p ON p.sale_id = s.id
             WHERE s.kind = 'SALE' AND (s.total_minor IS DISTINCT FROM l.total OR s.total_minor IS DISTINCT FROM p.amount_minor)`,
  },
  {
    context: 'sales',
    what: 'what is sold is captured once, and what is captured is sold',
    sql: `WITH books AS (
              SELECT c.key, count(DISTINCT c.id) AS charges, count(e.id) FILTER (WHERE e.kind = 'CAPTURE') AS captures,
                coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'CAPTURE'), 0) AS taken,
                coalesce(-sum(e.amount_minor) FILTER (WHERE e.kind = 'REFUND'), 0) AS given_back
              FROM provider.charge c LEFT JOIN provider.entry e ON e.charge_id = c.id GROUP BY 1)
            SELECT format('sale %s is %s, its payment %s: total %s, refunded %s; the provider has %s charges, took %s in %s captures, gave back %s',
              s.id, s.status, p.state, s.total_minor, s.refunded_minor, b.charges, b.taken, b.captures, b.given_back) AS difference
              FROM sale s JOIN payment p ON p.sale_id = s.id FULL JOIN books b ON b.key = p.id
             WHERE p.method IS DISTINCT FROM 'STORE_CREDIT' AND NOT CASE
               WHEN s.id IS NULL THEN false
               WHEN s.status IN ${SOLD} AND s.total_minor > 0 THEN b.charges = 1 AND b.captures = 1 AND b.taken = s.total_minor
                 AND b.given_back = s.refunded_minor AND p.refunded_minor = s.refunded_minor
               ELSE coalesce(b.taken, 0) = coalesce(b.given_back, 0) AND coalesce(b.captures, 0) <= 1 END`,
  },
  {
    context: 'sales',
    what: 'no charge of an unsold sale may still take money',
    sql: `SELECT format('sale %s is %s, its payment %s, the charge %s', s.id, s.status, p.state, c.state) AS difference
            FROM sale s JOIN payment p ON p.sale_id = s.id JOIN provider.charge c ON c.key = p.id
           WHERE s.status NOT IN ${SOLD} AND c.state IN ('OPEN', 'FAILED', 'CAPTURED')`,
  },
  {
    context: 'sales',
    what: 'a payment is as its sale is',
    sql: `SELECT format('sale %s is %s, its payment %s', s.id, s.status, p.state) AS difference
            FROM sale s JOIN payment p ON p.sale_id = s.id
           WHERE NOT CASE s.status
             WHEN 'CONFIRMED' THEN p.state = 'CAPTURED'
             WHEN 'PARTIALLY_REFUNDED' THEN p.state = 'PARTIALLY_REFUNDED'
             WHEN 'REFUNDED' THEN p.state IN ('REFUNDED', 'CAPTURED')
             WHEN 'CANCELLED' THEN p.state IN ('DECLINED', 'VOIDED', 'REFUNDED') ELSE true END`,
  },
  {
    context: 'sales',
    what: 'the version of a sale counts its events',
    sql: `WITH told AS (SELECT stream_id AS id, count(*) AS events, max(stream_version) AS last FROM event WHERE stream_type = 'sale' GROUP BY 1)
            SELECT format('sale %s: version %s, events %s', id, s.version, t.events) AS difference
              FROM sale s FULL JOIN told t USING (id) WHERE s.version IS DISTINCT FROM t.events OR t.last IS DISTINCT FROM t.events`,
  },
];

/** Store credit: what was given, spent and came back, and the units that it or a replacement was given for. */
export const creditChecks: readonly Check[] = [
  {
    context: 'sales',
    what: 'of a store credit is left what did not move',
    sql: `SELECT format('store credit %s: %s of %s left, moved %s', c.id, c.remaining_minor, c.amount_minor, m.moved) AS difference
            FROM store_credit c
            CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS moved FROM store_credit_entry e WHERE e.credit_id = c.id) m
           WHERE c.remaining_minor <> c.amount_minor - m.moved`,
  },
  {
    context: 'sales',
    what: 'store credit pays for what is sold, once and whole',
    sql: `WITH books AS (
              SELECT payment_key AS key, sum(amount_minor) FILTER (WHERE amount_minor > 0) AS taken,
                coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0) AS given_back
              FROM store_credit_entry GROUP BY 1)
            SELECT format('sale %s is %s, its payment %s: total %s, refunded %s; credits paid %s, got %s back',
              s.id, s.status, p.state, s.total_minor, s.refunded_minor, b.taken, b.given_back) AS difference
              FROM sale s JOIN payment p ON p.sale_id = s.id FULL JOIN books b ON b.key = p.id
             WHERE (p.method = 'STORE_CREDIT' OR b.key IS NOT NULL) AND NOT CASE
               WHEN p.method IS DISTINCT FROM 'STORE_CREDIT' THEN false
               WHEN s.status IN ${SOLD} AND s.total_minor > 0 THEN b.taken = s.total_minor AND b.given_back = s.refunded_minor
               ELSE coalesce(b.taken, 0) = coalesce(b.given_back, 0) END`,
  },
  {
    context: 'sales',
    what: 'the units that complaints settled are those of their settlements',
    sql: `WITH kept AS (
              SELECT l.sale_line_id AS id, sum(l.quantity) AS units FROM settlement t JOIN settlement_line l ON l.settlement_id = t.id
               WHERE t.state = 'RESERVED' OR t.resolution <> 'REFUND' AND t.state IN ('ORDERED', 'SETTLED') GROUP BY 1)
            SELECT format('line %s of sale %s: settled %s, settlements say %s', s.id, s.sale_id, s.settled_quantity, k.units) AS difference
              FROM sale_line s LEFT JOIN kept k USING (id) WHERE s.settled_quantity <> coalesce(k.units, 0)`,
  },
];

/** Refunds against the sales that they are of. */
export const refundChecks: readonly Check[] = [
  {
    context: 'sales',
    what: 'a sale is refunded by its completed refunds, and by nothing else',
    sql: `WITH back AS (SELECT sale_id AS id, sum(amount_minor) FILTER (WHERE status = 'COMPLETED') AS amount FROM refund GROUP BY 1)
            SELECT format('sale %s: refunded %s, completed refunds %s', id, s.refunded_minor, b.amount) AS difference
              FROM sale s LEFT JOIN back b USING (id)
             WHERE s.status IN ${SOLD} AND s.refunded_minor <> coalesce(b.amount, 0)`,
  },
  {
    context: 'sales',
    what: 'the units of a line are refunded once, and none is kept for a refund that has ended',
    sql: `WITH back AS (
              SELECT l.sale_line_id AS id, coalesce(sum(l.quantity) FILTER (WHERE r.status = 'COMPLETED'), 0) AS refunded,
                coalesce(sum(l.quantity) FILTER (WHERE r.status IN ('REQUESTED', 'APPROVED')), 0) AS pending
              FROM refund r JOIN refund_line l ON l.refund_id = r.id GROUP BY 1)
            SELECT format('line %s of sale %s: sold %s, refunded %s (refunds say %s), pending %s (refunds say %s)',
              s.id, s.sale_id, s.quantity, s.refunded_quantity, b.refunded, s.refund_pending, b.pending) AS difference
              FROM sale_line s LEFT JOIN back b USING (id)
             WHERE s.refunded_quantity <> coalesce(b.refunded, 0) OR s.refund_pending <> coalesce(b.pending, 0)
                OR s.refunded_quantity + s.refund_pending > s.quantity`,
  },
  {
    context: 'sales',
    what: 'an approved refund has ended',
    sql: `SELECT format('refund %s of sale %s is APPROVED', id, sale_id) AS difference FROM refund WHERE status = 'APPROVED'`,
  },
];
