import type { Pool } from '@comptoir/database';
import type { StockPair } from '../application/hold-store.ts';
import { LOW_STOCK, type AdjustmentReason, type StockLevel, type StockStatus } from '../domain/stock.ts';
import { LEVEL } from './columns.ts';

export type StockAdjustment = {
  id: string;
  storeId: string;
  productId: string;
  delta: number;
  reason: AdjustmentReason;
  note: string | null;
  onHandAfter: number;
  userId: string | null;
  createdAt: Date;
};

export type ListedLevel = StockLevel & { sortKey: string };

/** The bands that a status stands for; below 16 a band is the number of available units itself. */
const BANDS: Record<StockStatus, [from: number, to: number]> = {
  OUT: [-32_768, 0],
  LOW: [1, LOW_STOCK - 1],
  IN_STOCK: [LOW_STOCK, 32_767],
};
const ALL_BANDS = [-32_768, 32_767];

/** Reads of stock, raw because each is a set: one statement for any number of levels, products or stores. */
export function stockReads(pool: Pool) {
  return {
    async levels(pairs: readonly StockPair[]): Promise<StockLevel[]> {
      const { rows } = await pool.query<StockLevel>(
        `SELECT ${LEVEL} FROM unnest($1::uuid[], $2::uuid[]) AS wanted(store_id, product_id)
           JOIN stock s ON s.store_id = wanted.store_id AND s.product_id = wanted.product_id`,
        [pairs.map((p) => p.storeId), pairs.map((p) => p.productId)],
      );
      return rows;
    },

    /** The levels of products in every store, by store name. */
    async levelsOfProducts(productIds: readonly string[]): Promise<StockLevel[]> {
      const { rows } = await pool.query<StockLevel>(
        `SELECT ${LEVEL} FROM store st CROSS JOIN unnest($1::uuid[]) AS wanted(id)
           JOIN stock s ON s.store_id = st.id AND s.product_id = wanted.id
          ORDER BY st.name_key`,
        [productIds],
      );
      return rows;
    },

    /** All levels of a store, or those of some products. */
    async levelsOfStore(storeId: string, productIds: readonly string[] | null): Promise<StockLevel[]> {
      const among = productIds ? 'AND s.product_id = ANY($2::uuid[])' : '';
      const { rows } = await pool.query<StockLevel>(
        `SELECT ${LEVEL} FROM stock s WHERE s.store_id = $1 ${among}`,
        productIds ? [storeId, productIds] : [storeId],
      );
      return rows;
    },

    /** A page of the levels of each store, by product name. */
    async levelsOfStores(
      storeIds: readonly string[],
      { status, afterKey, take }: { status: StockStatus | null; afterKey: string | null; take: number },
    ): Promise<ListedLevel[]> {
      const { rows } = await pool.query<ListedLevel>(
        `SELECT page.* FROM unnest($1::uuid[]) AS wanted(id) CROSS JOIN LATERAL (
           SELECT ${LEVEL}, p.name_key AS "sortKey" FROM product p JOIN stock s ON s.store_id = wanted.id AND s.product_id = p.id
            WHERE p.archived_at IS NULL AND p.name_key > $2 AND s.band BETWEEN $3 AND $4 ORDER BY p.name_key LIMIT $5
         ) page`,
        [storeIds, afterKey ?? '', ...(status ? BANDS[status] : ALL_BANDS), take],
      );
      return rows;
    },

    /** A page of the adjustments of each level, the newest first. */
    async adjustments(
      pairs: readonly StockPair[],
      { afterId, take }: { afterId: string | null; take: number },
    ): Promise<StockAdjustment[]> {
      const { rows } = await pool.query<StockAdjustment>(
        `SELECT page.* FROM unnest($1::uuid[], $2::uuid[]) AS wanted(store_id, product_id) CROSS JOIN LATERAL (
           SELECT a.id, a.store_id AS "storeId", a.product_id AS "productId", a.delta, a.reason, a.note,
                  a.on_hand_after AS "onHandAfter", a.user_id AS "userId", a.created_at AS "createdAt"
             FROM stock_adjustment a
            WHERE a.store_id = wanted.store_id AND a.product_id = wanted.product_id AND a.id < $3 ORDER BY a.id DESC LIMIT $4
         ) page`,
        [
          pairs.map((p) => p.storeId),
          pairs.map((p) => p.productId),
          afterId ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
          take,
        ],
      );
      return rows;
    },
  };
}
