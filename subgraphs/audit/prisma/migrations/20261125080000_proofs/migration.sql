-- Heads of the chain, signed with a key that the database does not have: what was signed once cannot be taken back unseen.
CREATE TABLE audit_signed_head (
  seq bigint PRIMARY KEY CHECK (seq > 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  signed_at timestamptz(3) NOT NULL,
  -- Of the key, so that it can be changed: the first 16 hexadecimal digits of SHA-256 over the public one.
  key_id text NOT NULL,
  signature bytea NOT NULL CHECK (length(signature) = 64)
);
CREATE TRIGGER audit_signed_head_unchanged BEFORE UPDATE OR DELETE ON audit_signed_head FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_signed_head_kept BEFORE TRUNCATE ON audit_signed_head FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- Checks of the whole chain, done in the background and carried on where they were.
CREATE TABLE audit_verification (
  id uuid PRIMARY KEY,
  state text NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'INTACT', 'BROKEN')),
  started_by uuid NOT NULL,
  started_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz(3),
  -- Where the chain ended when the check began.
  target bigint NOT NULL,
  checked_up_to bigint NOT NULL DEFAULT 0,
  fault_position bigint,
  fault_reason text,
  CONSTRAINT audit_verification_ended CHECK ((state = 'RUNNING') = (finished_at IS NULL)),
  CONSTRAINT audit_verification_fault CHECK ((state = 'BROKEN') = (fault_position IS NOT NULL) AND (fault_position IS NULL) = (fault_reason IS NULL))
);
CREATE UNIQUE INDEX audit_verification_running ON audit_verification (state) WHERE state = 'RUNNING';

-- Searches go by when something happened, which is not the order in which it came.
DROP INDEX audit_event_type;
DROP INDEX audit_event_user;
CREATE INDEX audit_event_time ON audit_event (occurred_at, seq);
CREATE INDEX audit_event_type ON audit_event (type, occurred_at, seq);
CREATE INDEX audit_event_user ON audit_event (user_id, occurred_at, seq);
