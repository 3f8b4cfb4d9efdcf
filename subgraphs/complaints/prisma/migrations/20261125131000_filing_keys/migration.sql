-- What was filed under which key of its customer: asked for twice under the same one, a complaint is filed once.
CREATE TABLE filing_key (
  customer_id uuid NOT NULL,
  key text NOT NULL,
  complaint_id uuid NOT NULL,
  PRIMARY KEY (customer_id, key)
);
