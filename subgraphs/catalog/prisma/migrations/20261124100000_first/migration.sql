-- The catalogue: what is sold, where, how much of it is there, and what is held for whom.

CREATE TABLE category (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  name text NOT NULL
);
CREATE UNIQUE INDEX category_code_key ON category (code);

CREATE TABLE store (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  -- Name without case and accents: unique, and what lists are sorted by.
  name_key text NOT NULL,
  address text NOT NULL,
  time_zone text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  closed_at timestamptz,
  version int NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX store_name_key_key ON store (name_key);

CREATE TABLE product (
  id uuid PRIMARY KEY,
  sku text NOT NULL,
  name text NOT NULL,
  -- Name without case and accents: unique, and what lists are sorted by.
  name_key text NOT NULL,
  description text NOT NULL,
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  currency text NOT NULL,
  category_id uuid NOT NULL REFERENCES category (id),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  archived_at timestamptz,
  version int NOT NULL DEFAULT 1,
  -- Words of SKU, name and description without case and accents, split the same way as the words of a search.
  search tsvector NOT NULL
);
CREATE UNIQUE INDEX product_sku_key ON product (sku);
CREATE UNIQUE INDEX product_name_key_key ON product (name_key);
-- One index an order, of what is on sale; the second ones serve a category. name_key is unique, so it needs no tie-breaker.
CREATE INDEX product_by_name ON product (name_key) WHERE archived_at IS NULL;
CREATE INDEX product_by_price ON product (price_minor, id) WHERE archived_at IS NULL;
CREATE INDEX product_by_age ON product (created_at, id) WHERE archived_at IS NULL;
CREATE INDEX product_category_name ON product (category_id, name_key) WHERE archived_at IS NULL;
CREATE INDEX product_category_price ON product (category_id, price_minor, id) WHERE archived_at IS NULL;
CREATE INDEX product_category_age ON product (category_id, created_at, id) WHERE archived_at IS NULL;
CREATE INDEX product_archived ON product (name_key) WHERE archived_at IS NOT NULL;
CREATE INDEX product_search ON product USING gin (search);

CREATE TABLE stock (
  store_id uuid NOT NULL REFERENCES store (id),
  product_id uuid NOT NULL REFERENCES product (id),
  on_hand int NOT NULL DEFAULT 0,
  reserved int NOT NULL DEFAULT 0,
  received bigint NOT NULL DEFAULT 0,
  sold bigint NOT NULL DEFAULT 0,
  returned bigint NOT NULL DEFAULT 0,
  version int NOT NULL DEFAULT 1,
  -- Version of the stream of this stock level: adjustments and returns; holds and sales are told in the reservations' streams.
  stream_version int NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Availability in steps: exact below 16, then four steps a doubling. An index on the figure itself would cost every hold
  -- and every sale a new index entry (no HOT update); the step seldom changes.
  band smallint GENERATED ALWAYS AS (
    CASE WHEN on_hand - reserved < 16 THEN on_hand - reserved
         ELSE 16 + floor(4 * ln((on_hand - reserved) / 16.0::float8) / ln(2.0::float8))::int END
  ) STORED,
  PRIMARY KEY (store_id, product_id),
  CONSTRAINT stock_never_below_zero CHECK (on_hand >= 0 AND reserved >= 0),
  CONSTRAINT stock_never_oversold CHECK (reserved <= on_hand),
  CONSTRAINT stock_books_balance CHECK (received = on_hand + sold - returned)
) WITH (fillfactor = 50);
CREATE INDEX stock_by_band ON stock (store_id, band);

CREATE TABLE stock_adjustment (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  delta int NOT NULL CHECK (delta <> 0),
  reason text NOT NULL CHECK (reason IN ('RECEIVED', 'DAMAGED', 'COUNTED', 'RETURNED')),
  note text,
  on_hand_after int NOT NULL,
  user_id uuid,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  FOREIGN KEY (store_id, product_id) REFERENCES stock (store_id, product_id)
);
CREATE INDEX stock_adjustment_of_level ON stock_adjustment (store_id, product_id, id);

-- A hold of an order's goods. Its lines are two arrays, one entry a product, by product id.
CREATE TABLE reservation (
  id uuid PRIMARY KEY,
  saga_id uuid NOT NULL,
  sale_id uuid NOT NULL,
  store_id uuid NOT NULL,
  user_id uuid NOT NULL,
  correlation_id uuid NOT NULL,
  traceparent text,
  product_ids uuid[] NOT NULL,
  quantities int[] NOT NULL,
  state text NOT NULL CHECK (state IN ('HELD', 'SOLD', 'RELEASED')),
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  closed_at timestamptz,
  CHECK (cardinality(product_ids) = cardinality(quantities))
) WITH (fillfactor = 70);
CREATE INDEX reservation_expiring ON reservation (expires_at) WHERE state = 'HELD';

-- What each step of a saga answered, written in the transaction of its effect: asked again, the step answers from here.
CREATE TABLE step_log (
  saga_id uuid NOT NULL,
  step text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('do', 'undo')),
  -- 'barred' stands for a step that was undone before it was done: it will never be done.
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused', 'barred')),
  detail jsonb,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (saga_id, step, direction)
);

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
