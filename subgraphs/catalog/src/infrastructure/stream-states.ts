import { isoSql } from '@comptoir/messaging';

/** What is kept of products, stores and stock beside their events, in the words of their streams. */
export const CATALOG_STATES: Record<string, string> = {
  product: `
    SELECT id, jsonb_build_object(
        'sku', sku, 'name', name, 'description', description, 'priceMinor', price_minor, 'currency', currency,
        'categoryId', category_id, 'createdAt', ${isoSql('created_at')}, 'archivedAt', ${isoSql('archived_at')}) AS state
      FROM product WHERE id = ANY($1::uuid[])`,
  store: `
    SELECT id, jsonb_build_object(
        'name', name, 'address', address, 'timeZone', time_zone, 'openedAt', ${isoSql('opened_at')}, 'closedAt', ${isoSql('closed_at')}) AS state
      FROM store WHERE id = ANY($1::uuid[])`,
  // The stream of a level follows from store and product, not the other way round: its first event names them. What orders
  // did to it stands in other streams, and so does what is on hand.
  stock: `
    SELECT e.stream_id AS id, jsonb_build_object(
        'storeId', s.store_id, 'productId', s.product_id, 'adjustedTotal', s.received, 'returnedTotal', s.returned) AS state
      FROM event e
      JOIN stock s ON s.store_id = (e.data ->> 'storeId')::uuid AND s.product_id = (e.data ->> 'productId')::uuid
     WHERE e.stream_id = ANY($1::uuid[]) AND e.stream_version = 1 AND e.stream_type = 'stock'`,
};
