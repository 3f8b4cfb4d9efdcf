import { eventVersion } from '@comptoir/contracts';
import { isoSql, versionSql } from '@comptoir/messaging';
import { REFUND, REFUND_LINES, REFUND_RECORD } from './refund-rows.ts';
import { SALE } from './sale-rows.ts';
import { nowBehind } from './sql.ts';

/*
 * The statements of refunds, in the manner of sale-statements.ts: look-ups per row, in the order of the arrays they look up, which
 * come sorted by sale and refund. Rows are locked in one order everywhere: the sale, its payment, the refund, the lines of the
 * sale. Whatever changes lines has locked their sale.
 */

/** $1 sale ids, $2 refund ids. Locks refunds and reads what steps need to know of them. */
export const LOCK_REFUNDS = `
  SELECT ${REFUND_RECORD} FROM unnest($1::uuid[], $2::uuid[]) AS wanted(sale_id, id)
  CROSS JOIN LATERAL (SELECT * FROM refund r WHERE r.id = wanted.id OFFSET 0 FOR UPDATE) r
  CROSS JOIN LATERAL (SELECT * FROM sale s WHERE s.id = r.sale_id OFFSET 0) s`;

/** Marks refunds that are about to be asked for at the provider, so that nobody forgets it, and answers what they were before. */
export const CLAIM_PAYBACKS = `
  WITH seen AS MATERIALIZED (${LOCK_REFUNDS}), asked AS (
    UPDATE refund r SET payback = 'ASKED'
    FROM seen WHERE r.id = seen.id AND r.id = ANY($2::uuid[]) AND seen.status = 'APPROVED' AND seen.payback = 'NONE'
  )
  SELECT * FROM seen`;

/** Notes why refunds cannot be paid back, where nothing else is noted, and answers how they are now. */
export const REFUSE_PAYBACKS = `
  WITH seen AS MATERIALIZED (
    SELECT ${REFUND_RECORD}, wanted.code, wanted.message, r.status = 'APPROVED' AND r.payback IN ('NONE', 'ASKED') AS moves
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS wanted(sale_id, id, code, message)
    CROSS JOIN LATERAL (SELECT * FROM refund r WHERE r.id = wanted.id OFFSET 0 FOR UPDATE) r
    CROSS JOIN LATERAL (SELECT * FROM sale s WHERE s.id = r.sale_id OFFSET 0) s
  ), noted AS (
    UPDATE refund r SET payback = 'REFUSED', refusal_code = seen.code, refusal_message = seen.message
    FROM seen WHERE r.id = seen.id AND r.id = ANY($2::uuid[]) AND seen.moves
  )
  SELECT id, status, "saleStatus", CASE WHEN moves THEN 'REFUSED' ELSE payback END AS payback,
    CASE WHEN moves THEN code ELSE "refusalCode" END AS "refusalCode",
    CASE WHEN moves THEN message ELSE "refusalMessage" END AS "refusalMessage"
  FROM seen`;

/**
 * Moves of domain/refund-moves.ts: status and event of each, where the locked rows allow it, and the units that are free again;
 * the others change nothing. Answers all of them as they were before, and the data of the events.
 */
export const MOVE_REFUNDS = `
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::boolean[], $7::int[], $8::uuid[], $9::text[],
      $10::text[], $11::text[], $12::uuid[], $13::text[], $14::text[], $15::jsonb[], $16::jsonb[]) WITH ORDINALITY
      AS w(sale_id, id, from_status, next_status, paybacks, frees, expected, decided_by, rejection_reason, error, error_message,
        event_id, type, moment, data, metadata, n)
  ), locked AS MATERIALIZED (
    SELECT ${REFUND}, s.status AS "saleStatus",
      r.status = w.from_status AND w.paybacks ? r.payback AND r.version = coalesce(w.expected, r.version) AS moves,
      w.next_status, w.frees, w.decided_by, w.rejection_reason, w.event_id, w.type, w.metadata, w.n, now.at,
      why.code, why.message,
      w.data || jsonb_build_object(w.moment, ${isoSql('now.at')})
        || CASE WHEN w.error IS NULL THEN '{}' ELSE jsonb_build_object('error', why.code, 'message', why.message) END AS data
    FROM wanted w
    CROSS JOIN LATERAL (SELECT * FROM sale s WHERE s.id = w.sale_id OFFSET 0 FOR UPDATE) s
    CROSS JOIN LATERAL (SELECT * FROM refund r WHERE r.id = w.id AND r.sale_id = s.id OFFSET 0 FOR UPDATE) r
    CROSS JOIN LATERAL (SELECT coalesce(r.refusal_code, w.error) AS code, coalesce(r.refusal_message, w.error_message) AS message) why
    ${REFUND_LINES} ${nowBehind('r.updated_at')}
  ), moved AS (
    UPDATE refund r SET status = l.next_status, version = l.version + 1, updated_at = l.at,
      decided_by = coalesce(l.decided_by, r.decided_by), rejection_reason = l.rejection_reason,
      refusal_code = l.code, refusal_message = l.message,
      completed_at = CASE l.next_status WHEN 'COMPLETED' THEN l.at END
    FROM locked l WHERE r.id = l.id AND r.id = ANY($2::uuid[]) AND l.moves
  ), freed AS (
    UPDATE sale_line sl SET refund_pending = sl.refund_pending - f.quantity
    FROM (
      SELECT l."saleId" AS sale_id, units.position, sum(units.quantity)::int AS quantity FROM locked l
      CROSS JOIN LATERAL (SELECT * FROM refund_line u WHERE u.refund_id = l.id OFFSET 0) units
      WHERE l.moves AND l.frees GROUP BY l."saleId", units.position
    ) f
    WHERE sl.sale_id = f.sale_id AND sl.position = f.position AND sl.sale_id = ANY($1::uuid[])
  ), told AS (
    INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
    SELECT event_id, id, 'refund', version + 1, type, ${versionSql('type')}, data, metadata FROM locked WHERE moves ORDER BY n
  )
  SELECT * FROM locked ORDER BY n`;

/**
 * What was paid back, at most one refund a sale: into the refund, the sale, its lines and its payment, and the sale's event. The
 * sale is REFUNDED when every unit of it is back. Answers sales and refunds as they were before.
 */
export const PAY_REFUNDS = `
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::jsonb[]) WITH ORDINALITY AS w(sale_id, refund_id, event_id, metadata, n)
  ), locked AS MATERIALIZED (
    SELECT ${SALE}, r.id AS refund_id, r.amount_minor AS amount, r.status AS refund_status, r.payback, r.refusal_code, r.refusal_message,
      r.status = 'APPROVED' AND r.payback = 'ASKED' AND s.status IN ('CONFIRMED', 'PARTIALLY_REFUNDED')
        AND p.state IN ('CAPTURED', 'PARTIALLY_REFUNDED') AS moves,
      CASE WHEN units.left = given.units THEN 'REFUNDED' ELSE 'PARTIALLY_REFUNDED' END AS next_status,
      w.event_id, w.metadata, w.n, now.at,
      jsonb_build_object('paymentId', p.id, 'method', p.method, 'amountMinor', r.amount_minor, 'currency', r.currency,
        'refundId', r.id, 'lines', given.lines, 'refundedAt', ${isoSql('now.at')}) AS data
    FROM wanted w
    CROSS JOIN LATERAL (SELECT * FROM sale s WHERE s.id = w.sale_id OFFSET 0 FOR UPDATE) s
    CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = s.id OFFSET 0 FOR UPDATE) p
    CROSS JOIN LATERAL (SELECT * FROM refund r WHERE r.id = w.refund_id AND r.sale_id = s.id OFFSET 0 FOR UPDATE) r
    CROSS JOIN LATERAL (
      SELECT sum(l.quantity - l.refunded_quantity) AS left
      FROM (SELECT * FROM sale_line WHERE sale_id = s.id ORDER BY position OFFSET 0 FOR UPDATE) l) units
    CROSS JOIN LATERAL (
      SELECT sum(quantity) AS units, jsonb_agg(jsonb_build_object('lineId', sale_line_id, 'quantity', quantity) ORDER BY position) AS lines
      FROM refund_line WHERE refund_id = r.id) given
    ${nowBehind('s.updated_at')}
  ), sold AS (
    UPDATE sale s SET status = l.next_status, refunded_minor = l."refundedMinor" + l.amount, refunded_at = l.at, updated_at = l.at,
      version = l.version + 1
    FROM locked l WHERE s.id = l.id AND s.id = ANY($1::uuid[]) AND l.moves
  ), given_back AS (
    UPDATE payment p SET state = l.next_status, refunded_minor = p.refunded_minor + l.amount
    FROM locked l WHERE p.sale_id = l.id AND p.sale_id = ANY($1::uuid[]) AND l.moves
  ), returned AS (
    UPDATE sale_line sl SET refunded_quantity = sl.refunded_quantity + f.quantity, refund_pending = sl.refund_pending - f.quantity
    FROM (
      SELECT l.id AS sale_id, units.position, units.quantity FROM locked l
      CROSS JOIN LATERAL (SELECT * FROM refund_line u WHERE u.refund_id = l.refund_id OFFSET 0) units
      WHERE l.moves
    ) f
    WHERE sl.sale_id = f.sale_id AND sl.position = f.position AND sl.sale_id = ANY($1::uuid[])
  ), paid AS (
    UPDATE refund r SET payback = 'PAID' FROM locked l WHERE r.id = l.refund_id AND r.id = ANY($2::uuid[]) AND l.moves
  ), told AS (
    INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
    SELECT event_id, id, 'sale', version + 1, 'PaymentRefunded', ${eventVersion('PaymentRefunded')}, data, metadata FROM locked WHERE moves ORDER BY n
  )
  SELECT * FROM locked ORDER BY n`;
