-- A statement of the test provider finds what went back of a charge, among millions of entries. Captures have their own index.
CREATE INDEX entry_refund ON provider.entry (charge_id) WHERE kind = 'REFUND';
