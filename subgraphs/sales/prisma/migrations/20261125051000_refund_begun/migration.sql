-- When the saga of an approved refund took it up: before, there is none that could be read.
ALTER TABLE refund
  ADD COLUMN begun_at timestamptz(3),
  ADD CONSTRAINT refund_begun_is_approved CHECK (begun_at IS NULL OR status IN ('APPROVED', 'COMPLETED', 'FAILED'));
