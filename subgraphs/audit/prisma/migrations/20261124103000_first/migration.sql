-- Audit: every event of every context, once, in a chain of hashes. Rows are added, and nothing else ever happens to them.

-- The end of the chain. Its one row is the lock of whoever appends.
CREATE TABLE audit_head (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  seq bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (length(hash) = 32)
) WITH (fillfactor = 50);
INSERT INTO audit_head DEFAULT VALUES;

CREATE TABLE audit_event (
  seq bigint NOT NULL CHECK (seq > 0),
  -- By which it is partitioned: an event may come long after it happened.
  recorded_at timestamptz(3) NOT NULL,
  source text NOT NULL,
  source_position bigint NOT NULL,
  -- What the hash is over. Text, because jsonb would reorder keys and rewrite numbers.
  body text NOT NULL,
  hash bytea NOT NULL,
  -- Copied from the body, to search by; a check of the chain compares them.
  event_id uuid NOT NULL,
  type text NOT NULL,
  stream_id uuid NOT NULL,
  stream_type text NOT NULL,
  stream_version int NOT NULL,
  correlation_id uuid,
  user_id uuid,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (seq, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX audit_event_stream ON audit_event (stream_id, stream_version);
CREATE INDEX audit_event_correlation ON audit_event (correlation_id, seq);
CREATE INDEX audit_event_type ON audit_event (type, seq);
CREATE INDEX audit_event_user ON audit_event (user_id, seq);

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit trail is only added to: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- Row triggers of a partitioned table hold for its partitions, TRUNCATE triggers do not.
CREATE TRIGGER audit_event_unchanged BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_event_kept BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- The net under the monthly partitions: takes what comes in a month that nobody prepared.
CREATE TABLE audit_event_default PARTITION OF audit_event DEFAULT;
CREATE TRIGGER audit_event_kept BEFORE TRUNCATE ON audit_event_default FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- Makes the partitions of this month and the next ones; answers how many were missing. Runs as the owner, so that
-- processes, which may not make tables, can call it. A month that the net has caught events of stays in the net.
CREATE FUNCTION audit_make_partitions(months_ahead int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  made int := 0;
  partition text;
  starts timestamptz;
  ends timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit_make_partitions'));
  FOR ahead IN 0 .. least(months_ahead, 24) LOOP
    starts := date_trunc('month', now(), 'UTC') + make_interval(months => ahead);
    ends := date_trunc('month', now(), 'UTC') + make_interval(months => ahead + 1);
    partition := 'audit_event_' || to_char(starts AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass(partition) IS NOT NULL;
    CONTINUE WHEN EXISTS (SELECT FROM audit_event_default WHERE recorded_at >= starts AND recorded_at < ends);
    EXECUTE format(
      'CREATE TABLE %I PARTITION OF audit_event FOR VALUES FROM (%L) TO (%L) WITH (autovacuum_vacuum_insert_scale_factor = 0.02)',
      partition, starts, ends);
    EXECUTE format('CREATE TRIGGER audit_event_kept BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()', partition);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
-- By months, whatever the time zone of the session is.
ALTER FUNCTION audit_make_partitions SET timezone = 'UTC';
SELECT audit_make_partitions(3);

-- How many events of each type there are, kept as they come: counting them would read all of them.
CREATE TABLE audit_count (
  type text NOT NULL,
  stream_type text NOT NULL,
  events bigint NOT NULL,
  PRIMARY KEY (type, stream_type)
) WITH (fillfactor = 50);

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
