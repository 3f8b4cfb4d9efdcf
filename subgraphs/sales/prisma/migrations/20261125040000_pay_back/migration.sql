-- The test payment provider pays back parts of what it took, each by a key of its own.

ALTER TABLE provider.charge ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0;
UPDATE provider.charge SET refunded_minor = amount_minor WHERE state = 'REFUNDED';
ALTER TABLE provider.charge
  ADD CONSTRAINT charge_refunded_at_most_amount CHECK (refunded_minor BETWEEN 0 AND amount_minor),
  -- What was not taken does not go back; what was undone went back whole.
  ADD CONSTRAINT charge_refunded_was_captured CHECK (
    (state = 'CAPTURED' OR refunded_minor = 0 OR state = 'REFUNDED') AND (state <> 'REFUNDED' OR refunded_minor = amount_minor));

CREATE TABLE provider.refund (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The merchant's key of the refund: asked twice, paid back once.
  key uuid NOT NULL,
  charge_id bigint NOT NULL REFERENCES provider.charge (id),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX refund_key_key ON provider.refund (key);
CREATE INDEX refund_of_charge ON provider.refund (charge_id);
