-- Refunds and whatever else runs beside sales: few among millions of those.
CREATE INDEX saga_beside_sales ON saga (type, id) WHERE type <> 'SALE';
