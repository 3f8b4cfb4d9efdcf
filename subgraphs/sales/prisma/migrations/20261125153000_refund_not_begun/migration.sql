-- When the saga of a refund took it up stands in the saga; here nobody reads it.
ALTER TABLE refund DROP CONSTRAINT refund_begun_is_approved, DROP COLUMN begun_at;
