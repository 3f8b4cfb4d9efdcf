-- A check that cannot go on ends and says why, instead of being tried for ever.
ALTER TABLE audit_verification
  ADD COLUMN failure text,
  DROP CONSTRAINT audit_verification_state_check,
  ADD CONSTRAINT audit_verification_state_check CHECK (state IN ('RUNNING', 'INTACT', 'BROKEN', 'FAILED')),
  ADD CONSTRAINT audit_verification_failure CHECK ((state = 'FAILED') = (failure IS NOT NULL));
