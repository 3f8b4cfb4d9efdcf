-- What begins on a stream of its own and is about a sale, so that the trail of the sale can go on there. Only these few are
-- parsed when they come; the condition is repeated word for word where it is read.
CREATE INDEX audit_event_about_sale ON audit_event (((body::jsonb) -> 'data' ->> 'saleId'))
  WHERE type IN ('RefundRequested', 'ComplaintFiled');
