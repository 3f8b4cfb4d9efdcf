-- The provider knows a payment by this id: two payments with the same one would share their money.
CREATE UNIQUE INDEX payment_id_key ON payment (id);
