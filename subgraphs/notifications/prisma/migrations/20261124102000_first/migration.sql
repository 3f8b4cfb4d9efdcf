-- Notifications: everybody's inbox.

CREATE TABLE notification (
  id uuid PRIMARY KEY,
  -- The event that it tells of: a person is told once of each.
  event_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- The sale or account that it is about.
  matter_id uuid NOT NULL,
  type text NOT NULL CHECK (type IN (
    'WELCOME', 'SALE_CONFIRMED', 'SALE_CANCELLED', 'REFUND_COMPLETED', 'REFUND_REJECTED', 'COMPLAINT_UPDATED', 'LOW_STOCK')),
  title text NOT NULL,
  body text NOT NULL,
  -- Path in the web app.
  link text CHECK (link LIKE '/%'),
  read_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX notification_of_event ON notification (event_id, user_id);
-- A declined payment and the end of its sale are one message.
CREATE UNIQUE INDEX notification_of_cancelled_sale ON notification (matter_id, user_id) WHERE type = 'SALE_CANCELLED';
-- Ids rise with time.
CREATE INDEX notification_of_user ON notification (user_id, id);
CREATE INDEX notification_unread ON notification (user_id, id) WHERE read_at IS NULL;

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
