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

CREATE TABLE saga (
  id uuid PRIMARY KEY,
  seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  type text NOT NULL,
  definition_version smallint NOT NULL,
  user_id uuid NOT NULL,
  sale_id uuid,
  store_id uuid,
  correlation_id uuid NOT NULL,
  idempotency_key text NOT NULL,
  input jsonb NOT NULL,
  state text NOT NULL,
  version int NOT NULL DEFAULT 1 CHECK (version > 0),
  stream_version int NOT NULL DEFAULT 1 CHECK (stream_version > 0),
  epoch int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts int NOT NULL DEFAULT 0,
  started_at timestamptz,
  step_started_at timestamptz,
  parked boolean NOT NULL DEFAULT false,
  parked_reason text,
  cancel_requested boolean NOT NULL DEFAULT false,
  done boolean NOT NULL DEFAULT false,
  error text,
  error_message text,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  completed_at timestamptz(3),
  CHECK (done = (completed_at IS NOT NULL)),
  CHECK (NOT (done AND parked))
) WITH (fillfactor = 40, toast_tuple_target = 256);
-- The frozen input is out of the way of the updates: a row that moves does not copy it.
ALTER TABLE saga ALTER COLUMN input SET STORAGE EXTERNAL;
ALTER TABLE saga SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
CREATE UNIQUE INDEX saga_user_key ON saga (user_id, idempotency_key);
CREATE INDEX saga_user ON saga (user_id, id);
CREATE INDEX saga_store ON saga (store_id, id);
CREATE INDEX saga_sale ON saga (sale_id);
-- What waits or runs, in order of arrival. `done` and `parked` flip rarely, so every other update can stay on its page.
CREATE INDEX saga_open ON saga (seq) WHERE NOT done AND NOT parked;
CREATE INDEX saga_parked ON saga (id) WHERE parked;
-- The few that ended unsold, for whoever looks for them among all others.
CREATE INDEX saga_unsold ON saga (id) WHERE done AND error IS NOT NULL;
