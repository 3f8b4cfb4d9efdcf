import { isoSql } from '@comptoir/messaging';

/** What is kept of the catalogue, its stores, their stock and what is held of it beside their events, in the words of their streams. */
export const CATALOG_STATES: Record<string, string> = {
  category: `
    SELECT id, jsonb_build_object('code', code, 'name', name) AS state FROM category WHERE id = ANY($1::uuid[])`,
  product: `
    SELECT id, jsonb_build_object(
        'sku', sku, 'name', name, 'description', description, 'priceMinor', price_minor, 'currency', currency,
        'categoryId', category_id, 'createdAt', ${isoSql('created_at')}, 'archivedAt', ${isoSql('archived_at')}) AS state
      FROM product WHERE id = ANY($1::uuid[])`,
  store: `
    SELECT id, jsonb_build_object(
        'name', name, 'address', address, 'timeZone', time_zone, 'openedAt', ${isoSql('opened_at')}, 'closedAt', ${isoSql('closed_at')}) AS state
      FROM store WHERE id = ANY($1::uuid[])`,
  reservation: `
    SELECT id, jsonb_build_object(
        'sagaId', saga_id, 'saleId', sale_id, 'storeId', store_id, 'state', state, 'expiresAt', ${isoSql('expires_at')},
        'lines', (SELECT jsonb_agg(jsonb_build_object('productId', l.product_id, 'quantity', l.quantity) ORDER BY l.place)
                    FROM unnest(product_ids, quantities) WITH ORDINALITY AS l (product_id, quantity, place))) AS state
      FROM reservation WHERE id = ANY($1::uuid[])`,
  // The stream of a level follows from store and product, not the other way round: its first event names them. What orders
  // did to it stands in other streams, and so does what is on hand.
  stock: `
    SELECT e.stream_id AS id, jsonb_build_object(
        'storeId', s.store_id, 'productId', s.product_id, 'adjustedTotal', s.received, 'returnedTotal', s.returned) AS state
      FROM event e
      JOIN stock s ON s.store_id = (e.data ->> 'storeId')::uuid AND s.product_id = (e.data ->> 'productId')::uuid
     WHERE e.stream_id = ANY($1::uuid[]) AND e.stream_version = 1 AND e.stream_type = 'stock'`,
};
