/* The statements of settlements, one a settlement: people decide on them one by one. Whatever changes lines has locked their sale. */

/** $1 the settlement. */
export const LOCK_SETTLEMENT = `
  SELECT state, refusal_code AS code, refusal_message AS message FROM settlement WHERE id = $1 FOR UPDATE`;

export const ENTER_SETTLEMENT = `
  INSERT INTO settlement (id, saga_id, complaint_id, sale_id, resolution, state, refusal_code, refusal_message)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** $1 the settlement, $2 its sale, $3 lines of the sale, $4 how many of each. */
export const KEEP_UNITS = `
  WITH kept AS (
    UPDATE sale_line sl SET settled_quantity = sl.settled_quantity + l.quantity
    FROM unnest($3::uuid[], $4::int[]) AS l(sale_line_id, quantity) WHERE sl.sale_id = $2 AND sl.id = l.sale_line_id
    RETURNING sl.*, l.quantity AS kept
  )
  INSERT INTO settlement_line (settlement_id, position, sale_line_id, product_id, product_name, quantity, amount_minor)
  SELECT $1, position, id, product_id, product_name, kept, kept * unit_price_minor FROM kept`;

/** $1 the settlement, $2 its sale. */
export const FREE_UNITS = `
  UPDATE sale_line sl SET settled_quantity = sl.settled_quantity - u.quantity
  FROM settlement_line u WHERE u.settlement_id = $1 AND sl.sale_id = $2 AND sl.position = u.position`;

export const MOVE_SETTLEMENT = `
  UPDATE settlement SET state = $2, refusal_code = coalesce($3, refusal_code), refusal_message = coalesce($4, refusal_message) WHERE id = $1`;

/** $1 the settlement. */
export const LINES = `
  SELECT sale_line_id AS "saleLineId", product_id AS "productId", product_name AS "productName", quantity, amount_minor AS "amountMinor"
  FROM settlement_line WHERE settlement_id = $1 ORDER BY position`;

/** $1 the credit, $2 whose, $3 complaint, $4 sale, $5 amount, $6 currency. It is good for a year. */
export const ISSUE_CREDIT = `
  INSERT INTO store_credit (id, user_id, complaint_id, sale_id, amount_minor, remaining_minor, currency, issued_at, expires_at)
  SELECT $1, $2, $3, $4, $5, $5, $6, now.at, now.at + interval '1 year' FROM (SELECT clock_timestamp()::timestamptz(3) AS at OFFSET 0) now
  RETURNING issued_at AS "issuedAt", expires_at AS "expiresAt"`;

export const REPLACEMENT_STATUS = 'SELECT status FROM sale WHERE id = $1';
