import { upcastEvent, type KeptState } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { currentEvents } from '@comptoir/messaging';

/** The stream of a level follows from store and product, not the other way round: its first event names them. */
const FIRST_EVENTS = `
  SELECT stream_id AS id, type, schema_version AS "schemaVersion", data FROM event
   WHERE stream_id = ANY($1::uuid[]) AND stream_version = 1 AND stream_type = 'stock'`;

/** $1 streams, $2 their stores, $3 their products. What orders did to a level stands in other streams, and so does what is on hand. */
const LEVELS = `
  SELECT told.id, (SELECT max(stream_version) FROM event WHERE stream_id = told.id) AS version,
    CASE WHEN s.store_id IS NOT NULL THEN jsonb_build_object(
      'storeId', s.store_id, 'productId', s.product_id, 'adjustedTotal', s.received, 'returnedTotal', s.returned) END AS state
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS told (id, store_id, product_id)
    LEFT JOIN stock s ON s.store_id = told.store_id AND s.product_id = told.product_id`;

type First = { id: string; type: string; schemaVersion: number; data: { storeId: string; productId: string } };

/** What is kept of stock levels beside their events, in the words of their streams; the first events as they are read today. */
export async function stockStates(pool: Pool, ids: readonly string[], upcast = upcastEvent): Promise<KeptState[]> {
  const { rows } = await pool.query<First>(FIRST_EVENTS, [ids]);
  const first = currentEvents(rows, upcast);
  const { rows: states } = await pool.query<KeptState>(LEVELS, [
    first.map(({ id }) => id),
    first.map(({ data }) => data.storeId),
    first.map(({ data }) => data.productId),
  ]);
  return states;
}
