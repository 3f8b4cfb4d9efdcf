/*
 * What raw SQL selects of each table, under the names of the types that it becomes. Prices come as numbers: the pool reads
 * bigint so.
 */

export const PRODUCT = `p.id, p.sku, p.name, p.description, p.price_minor AS "priceMinor", p.currency, p.category_id AS "categoryId",
  p.created_at AS "createdAt", p.archived_at AS "archivedAt", p.version`;

export const STORE = `st.id, st.name, st.address, st.time_zone AS "timeZone", st.opened_at AS "openedAt",
  st.closed_at AS "closedAt", st.version`;

export const LEVEL = `s.store_id AS "storeId", s.product_id AS "productId", s.on_hand AS "onHand",
  s.reserved, s.version, s.updated_at AS "updatedAt"`;
