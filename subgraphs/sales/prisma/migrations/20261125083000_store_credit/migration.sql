-- What settles a complaint: store credit and what it pays for, and the units of a sale that were settled.

-- Units that a complaint settled by credit or replacement, or is settling. No unit is settled, refunded or asked back twice, whoever writes.
ALTER TABLE sale_line
  ADD COLUMN settled_quantity int NOT NULL DEFAULT 0 CHECK (settled_quantity >= 0),
  DROP CONSTRAINT sale_line_refunds_at_most_sold,
  ADD CONSTRAINT sale_line_refunds_at_most_sold CHECK (refunded_quantity + refund_pending + settled_quantity <= quantity);

-- `state` is what steps answer from when they are asked again. ORDERED: a refund or a replacement is on its way. REFUSED and
-- RELEASED hold nothing. Units are counted in sale_line while they are held, but for those that a refund holds itself.
CREATE TABLE settlement (
  id uuid PRIMARY KEY,
  saga_id uuid NOT NULL,
  complaint_id uuid NOT NULL,
  sale_id uuid NOT NULL,
  resolution text NOT NULL CHECK (resolution IN ('REFUND', 'STORE_CREDIT', 'REPLACEMENT')),
  state text NOT NULL CHECK (state IN ('RESERVED', 'ORDERED', 'SETTLED', 'REFUSED', 'RELEASED')),
  refusal_code text,
  refusal_message text,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT settlement_refused_has_a_reason CHECK (state <> 'REFUSED' OR refusal_code IS NOT NULL)
);

-- Units of a line of the sale; `position` is that line's.
CREATE TABLE settlement_line (
  settlement_id uuid NOT NULL REFERENCES settlement (id),
  position smallint NOT NULL,
  sale_line_id uuid NOT NULL,
  product_id uuid NOT NULL,
  product_name text NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  -- Quantity times the price that it was sold at.
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  PRIMARY KEY (settlement_id, position)
);

-- An amount that a person may spend in the chain until it expires. The id is that of the settlement.
CREATE TABLE store_credit (
  id uuid PRIMARY KEY REFERENCES settlement (id),
  user_id uuid NOT NULL,
  complaint_id uuid NOT NULL,
  sale_id uuid NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  remaining_minor bigint NOT NULL,
  currency text NOT NULL,
  issued_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL CHECK (expires_at > issued_at),
  CONSTRAINT store_credit_remaining_of_amount CHECK (remaining_minor BETWEEN 0 AND amount_minor)
) WITH (fillfactor = 80);
-- The order in which credits are spent, and locked.
CREATE INDEX store_credit_by_expiry ON store_credit (user_id, expires_at, id);
CREATE INDEX store_credit_of_user ON store_credit (user_id, issued_at, id);

-- What credits paid: one row a payment that was asked for or barred, by its key, which is the id of the payment.
CREATE TABLE store_credit_payment (
  key uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('CAPTURED', 'REFUNDED', 'BARRED')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  refunded_minor bigint NOT NULL DEFAULT 0,
  currency text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT store_credit_payment_refunded_at_most_amount CHECK (refunded_minor BETWEEN 0 AND amount_minor),
  CONSTRAINT store_credit_payment_refunded_was_captured CHECK (
    (state <> 'BARRED' OR refunded_minor = 0) AND (state <> 'REFUNDED' OR refunded_minor = amount_minor))
) WITH (fillfactor = 80);

-- What moved: positive from a credit to the shop, negative back to it.
CREATE TABLE store_credit_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  credit_id uuid NOT NULL REFERENCES store_credit (id),
  payment_key uuid NOT NULL REFERENCES store_credit_payment (key),
  -- The key of the refund that gave it back; null where it was spent, and where the payment was undone.
  refund_key uuid,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0 AND (amount_minor < 0 OR refund_key IS NULL))
);
CREATE INDEX store_credit_entry_of_payment ON store_credit_entry (payment_key);
CREATE INDEX store_credit_entry_of_credit ON store_credit_entry (credit_id);
