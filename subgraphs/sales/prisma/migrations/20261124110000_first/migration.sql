-- Sales: what was bought, how it was paid, and the ledger of the test payment provider.

-- Gaps are normal: a number that was drawn for a sale that was not written is gone.
CREATE SEQUENCE sale_number AS bigint;

-- Only columns without an index change when a sale goes its happy way, and pages keep room for its two updates (HOT).
CREATE TABLE sale (
  id uuid PRIMARY KEY,
  number bigint NOT NULL DEFAULT nextval('sale_number'),
  saga_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('SALE', 'REPLACEMENT')),
  status text NOT NULL DEFAULT 'PENDING'
    CHECK (status IN ('PENDING', 'CONFIRMED', 'CANCELLED', 'PARTIALLY_REFUNDED', 'REFUNDED')),
  user_id uuid NOT NULL,
  store_id uuid NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  refunded_minor bigint NOT NULL DEFAULT 0,
  currency text NOT NULL,
  -- Milliseconds, like the cursors of lists.
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  confirmed_at timestamptz(3),
  cancelled_at timestamptz(3),
  -- One event of the sale's stream a change: also the version of the stream.
  version int NOT NULL DEFAULT 1,
  CONSTRAINT sale_refunded_at_most_total CHECK (refunded_minor BETWEEN 0 AND total_minor),
  CONSTRAINT sale_replacement_is_free CHECK (kind = 'SALE' OR total_minor = 0),
  CONSTRAINT sale_dates_match_status CHECK (
    (status IN ('CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED')) = (confirmed_at IS NOT NULL)
    AND (status = 'CANCELLED') = (cancelled_at IS NOT NULL))
) WITH (fillfactor = 45);
CREATE INDEX sale_of_user ON sale (user_id, created_at, id);
CREATE INDEX sale_of_store ON sale (store_id, created_at, id);
CREATE INDEX sale_by_age ON sale (created_at, id);
CREATE INDEX sale_by_total ON sale (total_minor, id);
-- The few that did not go their happy way.
CREATE INDEX sale_cancelled ON sale (created_at, id) WHERE cancelled_at IS NOT NULL;
CREATE INDEX sale_refunded ON sale (created_at, id) WHERE refunded_minor > 0;

-- Name and price as they were when the sale was accepted.
CREATE TABLE sale_line (
  sale_id uuid NOT NULL REFERENCES sale (id),
  position smallint NOT NULL,
  id uuid NOT NULL,
  product_id uuid NOT NULL,
  product_name text NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  unit_price_minor bigint NOT NULL CHECK (unit_price_minor >= 0),
  refunded_quantity int NOT NULL DEFAULT 0,
  PRIMARY KEY (sale_id, position),
  CONSTRAINT sale_line_refunded_at_most_sold CHECK (refunded_quantity BETWEEN 0 AND quantity)
);

-- The payment of a sale. `id` is the key by which the provider knows it. ASKED: the provider was asked, so it may have taken
-- the money although nobody here knows yet. The state also is what the payment steps answer when they are asked again.
CREATE TABLE payment (
  sale_id uuid PRIMARY KEY REFERENCES sale (id),
  id uuid NOT NULL,
  method text NOT NULL CHECK (method IN ('CARD', 'CASH', 'STORE_CREDIT')),
  state text NOT NULL DEFAULT 'PENDING'
    CHECK (state IN ('PENDING', 'ASKED', 'CAPTURED', 'DECLINED', 'VOIDED', 'PARTIALLY_REFUNDED', 'REFUNDED')),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  refunded_minor bigint NOT NULL DEFAULT 0,
  currency text NOT NULL,
  decline_code text,
  decline_message text,
  asked_at timestamptz(3),
  captured_at timestamptz(3),
  undo_attempts int NOT NULL DEFAULT 0,
  CONSTRAINT payment_refunded_at_most_amount CHECK (refunded_minor BETWEEN 0 AND amount_minor),
  CONSTRAINT payment_declined_has_a_reason CHECK ((state = 'DECLINED') = (decline_code IS NOT NULL))
) WITH (fillfactor = 45);

-- The test payment provider: another company's books, which happen to lie in this database. Its own keys and commits, no
-- reference to or from a sale; only the payment port touches it.
CREATE SCHEMA provider;
CREATE TABLE provider.charge (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The merchant's key of the payment: asked twice, charged once.
  key uuid NOT NULL,
  method text NOT NULL,
  token text,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL,
  -- OPEN: on its way. FAILED: the try failed and may be made again. BARRED: refunded before it was captured, never to be captured.
  state text NOT NULL CHECK (state IN ('OPEN', 'FAILED', 'CAPTURED', 'DECLINED', 'REFUNDED', 'BARRED')),
  attempts int NOT NULL DEFAULT 1,
  decline_code text,
  -- When an open charge is captured; null: never.
  settles_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX charge_key_key ON provider.charge (key);
-- Money that moved: positive to the shop, negative back to the buyer.
CREATE TABLE provider.entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  charge_id bigint NOT NULL REFERENCES provider.charge (id),
  kind text NOT NULL CHECK (kind IN ('CAPTURE', 'REFUND')),
  amount_minor bigint NOT NULL CHECK ((kind = 'CAPTURE') = (amount_minor > 0)),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- A charge is captured once.
CREATE UNIQUE INDEX entry_capture_key ON provider.entry (charge_id) WHERE kind = 'CAPTURE';

CREATE TABLE event (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id uuid NOT NULL UNIQUE, stream_id uuid NOT NULL, stream_type text NOT NULL,
  stream_version int NOT NULL CHECK (stream_version > 0),
  type text NOT NULL, schema_version smallint NOT NULL, data jsonb NOT NULL, metadata jsonb NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (stream_id, stream_version)
);
ALTER TABLE event SET (autovacuum_vacuum_insert_scale_factor = 0.02);
CREATE TABLE event_epoch (id boolean PRIMARY KEY DEFAULT true CHECK (id), epoch uuid NOT NULL DEFAULT gen_random_uuid());
INSERT INTO event_epoch DEFAULT VALUES;
CREATE TABLE relay_cursor (consumer text NOT NULL, lane smallint NOT NULL, published bigint NOT NULL DEFAULT 0, acked bigint NOT NULL DEFAULT 0, leader_epoch bigint NOT NULL DEFAULT 0, PRIMARY KEY (consumer, lane)) WITH (fillfactor = 50);
CREATE TABLE lane_cursor (source text NOT NULL, consumer text NOT NULL, lane smallint NOT NULL, source_epoch uuid NOT NULL, upto bigint NOT NULL DEFAULT 0, PRIMARY KEY (source, consumer, lane)) WITH (fillfactor = 50);
CREATE TABLE parked_event (source text NOT NULL, consumer text NOT NULL, event_id uuid NOT NULL, stream_id uuid NOT NULL, stream_version int NOT NULL, position bigint NOT NULL, envelope jsonb NOT NULL, error text NOT NULL, attempts int NOT NULL, parked_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (source, consumer, event_id));
CREATE INDEX parked_event_stream ON parked_event (source, consumer, stream_id, stream_version);
