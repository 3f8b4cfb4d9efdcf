-- A payment that the credits of its buyer did not cover: it stays declined, whoever asks for it again and whatever they get meanwhile.
ALTER TABLE store_credit_payment
  DROP CONSTRAINT store_credit_payment_state_check,
  ADD CONSTRAINT store_credit_payment_state_check CHECK (state IN ('CAPTURED', 'REFUNDED', 'BARRED', 'DECLINED'));
