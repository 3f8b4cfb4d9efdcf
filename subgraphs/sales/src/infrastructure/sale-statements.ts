import { eventVersion } from '@comptoir/contracts';
import { isoSql, versionSql } from '@comptoir/messaging';
import { SALE } from './sale-rows.ts';

/*
 * The statements of the sale steps. They are planned on tables whose statistics may still say "empty", so every look-up in
 * a big table is made per row (LATERAL … OFFSET 0 cannot be turned into a join by the planner): its cost is that of an
 * index look-up whatever the statistics say. A lateral look-up also runs in the order of the array it looks up, which is
 * what gives locks their order: by sale id, the sale before its payment.
 */

/**
 * Sales, payments, lines and events of orders that have none yet. A sale that a concurrent statement writes is left to it:
 * everything else hangs on the sales that were inserted here.
 */
export const OPEN_SALES = `
  WITH asked AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::bigint[], $7::text[], $8::uuid[],
      $9::text[], $10::uuid[], $11::jsonb[], $12::jsonb[])
      AS a(id, saga_id, kind, user_id, store_id, total_minor, currency, payment_id, method, event_id, data, metadata)
  ), opened AS (
    INSERT INTO sale (id, saga_id, kind, user_id, store_id, total_minor, currency, created_at, updated_at)
    SELECT a.id, saga_id, kind, user_id, store_id, total_minor, currency, now.at, now.at
    FROM asked a CROSS JOIN (SELECT clock_timestamp()::timestamptz(3) AS at OFFSET 0) now
    LEFT JOIN LATERAL (SELECT true AS there FROM sale s WHERE s.id = a.id OFFSET 0) known ON true
    WHERE known.there IS NULL
    ORDER BY a.id
    ON CONFLICT (id) DO NOTHING
    RETURNING id, number, created_at
  ), paid AS (
    INSERT INTO payment (sale_id, id, method, amount_minor, currency)
    SELECT a.id, a.payment_id, a.method, a.total_minor, a.currency FROM asked a JOIN opened o ON o.id = a.id
  ), listed AS (
    INSERT INTO sale_line (sale_id, position, id, product_id, product_name, quantity, unit_price_minor)
    SELECT l.* FROM unnest($13::uuid[], $14::smallint[], $15::uuid[], $16::uuid[], $17::text[], $18::int[], $19::bigint[])
      AS l(sale_id, position, id, product_id, product_name, quantity, unit_price_minor)
    JOIN opened o ON o.id = l.sale_id
  ), told AS (
    INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
    SELECT a.event_id, o.id, 'sale', 1, 'SaleCreated', ${eventVersion('SaleCreated')},
      a.data || jsonb_build_object('number', o.number, 'createdAt', ${isoSql('o.created_at')}), a.metadata
    FROM asked a JOIN opened o ON o.id = a.id
  )
  SELECT id, number, created_at AS "createdAt" FROM opened`;

const PAYMENT_RECORD = `s.sale_id AS "saleId", s.state, s.decline_code AS "declineCode", s.decline_message AS "declineMessage"`;

/** $1 sale ids, sorted. Locks and reads payments. */
const LOCK_PAYMENTS = `
  SELECT p.* FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = wanted.id OFFSET 0 FOR UPDATE) p`;

/** Marks payments that are about to be asked for, so that nobody forgets it, and answers what they were before. */
export const CLAIM_CAPTURES = `
  WITH seen AS MATERIALIZED (${LOCK_PAYMENTS}), asked AS (
    UPDATE payment p SET state = 'ASKED', asked_at = clock_timestamp()
    FROM seen s WHERE p.sale_id = s.sale_id AND s.state = 'PENDING'
  )
  SELECT ${PAYMENT_RECORD}, s.undo_attempts AS "undoAttempts" FROM seen s`;

/** Counts that payments are about to be undone, and answers what they are. */
export const CLAIM_UNDOS = `
  WITH seen AS MATERIALIZED (${LOCK_PAYMENTS}), counted AS (
    UPDATE payment p SET undo_attempts = s.undo_attempts + 1
    FROM seen s WHERE p.sale_id = s.sale_id AND s.state IN ('PENDING', 'ASKED', 'CAPTURED')
  )
  SELECT ${PAYMENT_RECORD}, s.undo_attempts + 1 AS "undoAttempts" FROM seen s`;

/**
 * Moves of domain/moves.ts: state, payment and event of each, where the locked rows allow it; the others change nothing.
 * Answers all of them as they were before, and the data of the events.
 */
export const MOVE_SALES = `
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::jsonb[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::uuid[], $8::text[], $9::text[],
      $10::jsonb[], $11::jsonb[]) WITH ORDINALITY
      AS w(sale_id, payment_states, status, decline_code, decline_message, refunded_minor, event_id, type, moment, data, metadata, n)
  ), locked AS MATERIALIZED (
    SELECT ${SALE}, p.decline_message AS "declineMessage", p.undo_attempts AS "undoAttempts",
      s.status = 'PENDING' AND w.payment_states ? p.state AS moves, w.payment_states ->> p.state AS next_state,
      coalesce(w.status, s.status) AS next_status, w.decline_code, w.decline_message, w.refunded_minor,
      w.event_id, w.type, w.metadata, w.n, now.at,
      w.data || jsonb_build_object(w.moment, ${isoSql('now.at')})
        || CASE WHEN w.status IS NULL THEN '{}' ELSE jsonb_build_object('number', s.number) END AS data
    FROM wanted w
    CROSS JOIN LATERAL (SELECT * FROM sale s WHERE s.id = w.sale_id OFFSET 0 FOR UPDATE) s
    CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = s.id OFFSET 0 FOR UPDATE) p
    CROSS JOIN LATERAL (SELECT clock_timestamp()::timestamptz(3) AS at OFFSET 0) now
  ), moved AS (
    UPDATE sale s SET status = l.next_status, version = l.version + 1, updated_at = l.at,
      confirmed_at = CASE l.next_status WHEN 'CONFIRMED' THEN l.at END,
      cancelled_at = CASE l.next_status WHEN 'CANCELLED' THEN l.at END
    FROM locked l WHERE s.id = l.id AND s.id = ANY($1::uuid[]) AND l.moves
  ), paid AS (
    UPDATE payment p SET state = l.next_state, decline_code = coalesce(l.decline_code, p.decline_code),
      decline_message = coalesce(l.decline_message, p.decline_message), refunded_minor = p.refunded_minor + coalesce(l.refunded_minor, 0),
      captured_at = CASE WHEN l.type = 'PaymentCaptured' THEN l.at ELSE p.captured_at END
    FROM locked l WHERE p.sale_id = l.id AND p.sale_id = ANY($1::uuid[]) AND l.moves AND l.next_state <> l.state
  ), told AS (
    INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
    SELECT event_id, id, 'sale', version + 1, type, ${versionSql('type')}, data, metadata FROM locked WHERE moves ORDER BY n
  )
  SELECT * FROM locked ORDER BY n`;
