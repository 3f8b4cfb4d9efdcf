-- Users: who may log in, with which rights, through which sessions and keys.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE account (
  id uuid PRIMARY KEY,
  username text NOT NULL,
  -- Username and address without capitals: unique, and what is looked up.
  username_key text NOT NULL,
  email text NOT NULL,
  email_key text NOT NULL,
  display_name text NOT NULL,
  role text NOT NULL CHECK (role IN ('CLIENT', 'AGENT', 'MANAGER', 'ADMIN')),
  store_ids uuid[] NOT NULL DEFAULT '{}',
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  suspended_at timestamptz,
  -- One event of the user's stream a change: also the version of the stream.
  version int NOT NULL DEFAULT 1,
  search text GENERATED ALWAYS AS (lower(username || ' ' || display_name || ' ' || email)) STORED,
  CHECK (role = 'MANAGER' OR store_ids = '{}')
);
CREATE UNIQUE INDEX account_username_key_key ON account (username_key);
CREATE UNIQUE INDEX account_email_key_key ON account (email_key);
CREATE INDEX account_by_role ON account (role, username_key);
CREATE INDEX account_search ON account USING gin (search gin_trgm_ops);

-- A log-in that lasts: the family of its refresh tokens.
CREATE TABLE session (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES account (id),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX session_open_of_user ON session (user_id) WHERE revoked_at IS NULL;
CREATE INDEX session_by_expiry ON session (expires_at);

-- Only hashes of tokens; used ones stay until their session is cleaned up, so that one that comes back is recognised.
CREATE TABLE refresh_token (
  hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  used_at timestamptz,
  successor bytea
);
CREATE INDEX refresh_token_of_session ON refresh_token (session_id);

CREATE TABLE api_key (
  id uuid PRIMARY KEY,
  prefix text NOT NULL,
  secret_hash bytea NOT NULL,
  name text NOT NULL,
  user_id uuid NOT NULL REFERENCES account (id),
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX api_key_prefix_key ON api_key (prefix);

-- What ended lately (a user's rights, a session, an API key), for gateways that start: kept longer than access tokens live.
CREATE TABLE revocation (
  key uuid NOT NULL,
  revoked_at timestamptz NOT NULL,
  PRIMARY KEY (revoked_at, key)
);

-- The last failed tries of an account, whether it exists or not, by the hash of its name.
CREATE TABLE login_throttle (
  account_key bytea PRIMARY KEY,
  failed_at timestamptz[] NOT NULL
);

CREATE TABLE signing_key (
  kid text PRIMARY KEY,
  private_jwk jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- From a refresh token and this secret follows the next one: a doubled request gets the same answer twice.
CREATE TABLE rotation_secret (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  value bytea NOT NULL
);
INSERT INTO rotation_secret (value)
  VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

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
