import { versionSql } from '@comptoir/messaging';

/* The set-based statements of the demo chain; each takes a column an array. */

export const CATEGORIES = `INSERT INTO category (id, code, name) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])`;

export const STORES = `
  INSERT INTO store (id, name, name_key, address, time_zone, opened_at)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])`;

export const PRODUCTS = `
  INSERT INTO product (id, sku, name, name_key, description, price_minor, currency, category_id, created_at, search)
  SELECT id, sku, name, name_key, description, price_minor, currency, category_id, created_at, array_to_tsvector(words::text[])
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::uuid[], $9::timestamptz[], $10::text[])
    AS p (id, sku, name, name_key, description, price_minor, currency, category_id, created_at, words)`;

/** A level that nothing ever happened to is as old as its store. */
export const STOCK = `
  INSERT INTO stock (store_id, product_id, on_hand, received, sold, returned, version, stream_version, updated_at)
  SELECT s.store_id, s.product_id, s.on_hand, s.received, s.sold, s.returned, s.version, s.stream_version, coalesce(s.updated_at, store.opened_at)
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::int[], $9::timestamptz[])
    AS s (store_id, product_id, on_hand, received, sold, returned, version, stream_version, updated_at)
  JOIN store ON store.id = s.store_id`;

export const DELIVERIES = `
  INSERT INTO stock_adjustment (id, store_id, product_id, delta, reason, on_hand_after, created_at)
  SELECT id, store_id, product_id, received, 'RECEIVED', received, at
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::timestamptz[]) AS d (id, store_id, product_id, received, at)`;

export const RESERVATIONS = `
  INSERT INTO reservation (id, saga_id, sale_id, store_id, user_id, correlation_id, product_ids, quantities, state, expires_at, created_at, closed_at)
  SELECT id, saga_id, sale_id, store_id, user_id, correlation_id, product_ids::uuid[], quantities::int[], 'SOLD',
         created_at + interval '30 seconds', created_at, closed_at
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[])
    AS r (id, saga_id, sale_id, store_id, user_id, correlation_id, product_ids, quantities, created_at, closed_at)`;

/** Positions in the order given. Ids follow from stream and version, so that the same plan gives the same rows. */
export const EVENTS = `
  INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata, occurred_at)
  SELECT md5(stream_id || ' ' || stream_version)::uuid, stream_id, stream_type, stream_version, type, ${versionSql('type')}, data, metadata, at
  FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::jsonb[], $6::jsonb[], $7::timestamptz[])
    WITH ORDINALITY AS e (stream_id, stream_type, stream_version, type, data, metadata, at, n)
  ORDER BY n`;
