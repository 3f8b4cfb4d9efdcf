-- Refunds: what is asked back of a sale, what became of it, and the keys of what people wrote.

-- Units that a refund asks for are pending until it is paid or ends without success: no two refunds share a unit, whoever writes.
ALTER TABLE sale_line
  ADD COLUMN refund_pending int NOT NULL DEFAULT 0 CHECK (refund_pending >= 0),
  ADD CONSTRAINT sale_line_refunds_at_most_sold CHECK (refunded_quantity + refund_pending <= quantity);

-- When something of the sale was given back last. The list of such sales hangs on it: goods that were free come back too.
ALTER TABLE sale
  ADD COLUMN refunded_at timestamptz(3),
  ADD CONSTRAINT sale_refunded_matches_status
    CHECK ((status IN ('PARTIALLY_REFUNDED', 'REFUNDED')) = (refunded_at IS NOT NULL));
DROP INDEX sale_refunded;
CREATE INDEX sale_refunded ON sale (created_at, id) WHERE refunded_at IS NOT NULL;

-- `status` is what everybody sees. `payback` is how far the money got, which steps answer from when they are asked again. ASKED:
-- the provider was asked, so it may have paid although nobody here knows yet; such a refund cannot fail.
CREATE TABLE refund (
  id uuid PRIMARY KEY,
  -- The saga that an approval starts.
  saga_id uuid NOT NULL,
  sale_id uuid NOT NULL REFERENCES sale (id),
  -- The buyer, and the store that sold.
  user_id uuid NOT NULL,
  store_id uuid NOT NULL,
  requested_by uuid NOT NULL,
  idempotency_key text NOT NULL,
  status text NOT NULL DEFAULT 'REQUESTED' CHECK (status IN ('REQUESTED', 'APPROVED', 'REJECTED', 'COMPLETED', 'FAILED')),
  payback text NOT NULL DEFAULT 'NONE' CHECK (payback IN ('NONE', 'ASKED', 'PAID', 'REFUSED')),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text NOT NULL,
  -- Whether the goods go back to the shelf.
  restock boolean NOT NULL,
  -- Sealed with the buyer's key.
  reason text,
  rejection_reason text,
  decided_by uuid,
  -- Why it cannot be paid back, known before it has failed.
  refusal_code text,
  refusal_message text,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  completed_at timestamptz(3),
  -- One event of the refund's stream a change: also the version of the stream.
  version int NOT NULL DEFAULT 1,
  CONSTRAINT refund_decided_by_somebody CHECK ((status = 'REQUESTED') = (decided_by IS NULL)),
  CONSTRAINT refund_completed_is_paid
    CHECK ((status = 'COMPLETED') = (completed_at IS NOT NULL) AND (status <> 'COMPLETED' OR payback = 'PAID')),
  CONSTRAINT refund_without_success_is_not_paid CHECK (status IN ('APPROVED', 'COMPLETED') OR payback IN ('NONE', 'REFUSED')),
  CONSTRAINT refund_refused_has_a_reason CHECK (payback <> 'REFUSED' OR refusal_code IS NOT NULL)
);
-- The same key of the same person is the same refund.
CREATE UNIQUE INDEX refund_idempotency ON refund (requested_by, idempotency_key);
CREATE INDEX refund_of_user ON refund (user_id, created_at, id);
CREATE INDEX refund_of_sale ON refund (sale_id, created_at, id);
CREATE INDEX refund_of_store ON refund (store_id, created_at, id);
CREATE INDEX refund_by_age ON refund (created_at, id);
-- What waits for a decision is a handful among all that were decided.
CREATE INDEX refund_of_store_by_status ON refund (store_id, status, created_at, id);
CREATE INDEX refund_by_status ON refund (status, created_at, id);

-- Units of a line of the sale; `position` is that line's.
CREATE TABLE refund_line (
  refund_id uuid NOT NULL REFERENCES refund (id),
  position smallint NOT NULL,
  sale_line_id uuid NOT NULL,
  product_id uuid NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  -- Quantity times the price that it was sold at.
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  PRIMARY KEY (refund_id, position)
);

-- Keys of free text, one a person. Without the key nobody can read what was sealed with it, here or in any copy of an event; a
-- person whose key was erased gets no other.
CREATE TABLE person_key (
  person_id uuid PRIMARY KEY,
  key bytea,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  erased_at timestamptz(3),
  CONSTRAINT person_key_erased CHECK ((key IS NULL) = (erased_at IS NOT NULL)),
  CONSTRAINT person_key_of_256_bits CHECK (octet_length(key) = 32)
);
