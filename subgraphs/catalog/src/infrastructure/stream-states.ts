import { stateOfCall, type StateOfAnswer } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { isoSql, statePort } from '@comptoir/messaging';
import { stockStates } from './stock-states.ts';

/** What is kept of the catalogue, its stores and what is held of their stock beside their events, in the words of their streams. */
const CATALOG_STATES: Record<string, string> = {
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
};

/** The internal port `stateOf` of the catalogue: a level of stock is found by its first event, everything else by its id. */
export function catalogStates(pool: Pool) {
  const kept = statePort(pool, CATALOG_STATES);
  const answer = async (call: unknown): Promise<StateOfAnswer> => {
    const { streamType, ids } = stateOfCall.parse(call);
    return streamType === 'stock' ? stockStates(pool, ids) : ((await kept([call]))[0] ?? null);
  };
  return (calls: unknown[]): Promise<StateOfAnswer[]> => Promise.all(calls.map(answer));
}
