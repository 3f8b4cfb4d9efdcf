-- Complaints: the event table is the truth, the complaint table is what lists read.

CREATE SEQUENCE complaint_number;

CREATE TABLE complaint (
  id uuid PRIMARY KEY,
  number bigint NOT NULL DEFAULT nextval('complaint_number'),
  customer_id uuid NOT NULL,
  assignee_id uuid,
  sale_id uuid,
  -- Of the sale: what its managers may read.
  store_id uuid,
  -- Null once the customer's data was erased.
  title text,
  description text,
  category text NOT NULL CHECK (category IN ('PRODUCT_DEFECT', 'SERVICE_ISSUE', 'BILLING_DISPUTE', 'DELIVERY_ISSUE', 'OTHER')),
  priority text NOT NULL CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  status text NOT NULL CHECK (status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS', 'RESOLVED', 'CLOSED')),
  requested_resolution text CHECK (requested_resolution IN ('REFUND', 'REPLACEMENT', 'STORE_CREDIT', 'REPAIR', 'EXPLANATION')),
  resolution text CHECK (resolution IN ('REFUND', 'REPLACEMENT', 'STORE_CREDIT', 'REPAIR', 'EXPLANATION')),
  resolution_outcome text CHECK (resolution_outcome IN ('PENDING', 'DONE')),
  satisfaction smallint CHECK (satisfaction BETWEEN 1 AND 5),
  version int NOT NULL,
  -- Milliseconds, so that a cursor holds them exactly.
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
ALTER SEQUENCE complaint_number OWNED BY complaint.number;
CREATE UNIQUE INDEX complaint_number_key ON complaint (number);
CREATE INDEX complaint_by_age ON complaint (created_at, id);
CREATE INDEX complaint_by_change ON complaint (updated_at, id);
CREATE INDEX complaint_by_status ON complaint (status, created_at, id);
CREATE INDEX complaint_of_customer ON complaint (customer_id, created_at, id);
CREATE INDEX complaint_of_store ON complaint (store_id, created_at, id);
CREATE INDEX complaint_of_assignee ON complaint (assignee_id, created_at, id);
CREATE INDEX complaint_of_sale ON complaint (sale_id, created_at, id);

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
