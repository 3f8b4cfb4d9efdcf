-- E-mail beside the inbox, and what people want to be told in which way.

ALTER TABLE notification
  ADD COLUMN language text NOT NULL DEFAULT 'EN' CHECK (language IN ('EN', 'FR')),
  -- False where the person wants it by e-mail only: it does not stand in the inbox.
  ADD COLUMN in_app boolean NOT NULL DEFAULT true,
  -- Events recorded on its stream.
  ADD COLUMN version int NOT NULL DEFAULT 0;

-- The e-mail of a notification: at most one. The address is asked for when it is sent, and not kept.
CREATE TABLE email_delivery (
  notification_id uuid PRIMARY KEY REFERENCES notification (id) ON DELETE CASCADE,
  user_id uuid NOT NULL,
  -- Of the event that it tells of.
  correlation_id uuid NOT NULL,
  status text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'SENT', 'FAILED')),
  -- Tries of this round; a new round begins when an admin sends it again.
  attempts int NOT NULL DEFAULT 0,
  round int NOT NULL DEFAULT 1,
  -- When it is tried. While a worker has it in hand: when another may take it. Infinity: kept, never tried by itself.
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Why the last try failed: a class and the server's code, never its words, which hold addresses.
  error text,
  sent_at timestamptz,
  -- The admin who had it sent again.
  resent_by uuid,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX email_delivery_due ON email_delivery (next_at) WHERE status = 'PENDING';
CREATE INDEX email_delivery_of_user ON email_delivery (user_id, notification_id);
CREATE INDEX email_delivery_by_status ON email_delivery (status, notification_id);

-- What a person chose; nobody has a row who chose nothing. A row with `erased_at` is of somebody forgotten: they are told nothing any more.
CREATE TABLE person (
  user_id uuid PRIMARY KEY,
  -- Null: the chain's.
  language text CHECK (language IN ('EN', 'FR')),
  -- Types of notifications that the person does not want in this way.
  not_in_app text[] NOT NULL DEFAULT '{}',
  not_by_email text[] NOT NULL DEFAULT '{}',
  erased_at timestamptz
);
