import type { Pool } from '@comptoir/database';
import type { LowStockWanted } from '../application/queries/low-stock.ts';
import type { Category } from '../domain/product.ts';
import { bandOf, LOW_STOCK, type StockLevel } from '../domain/stock.ts';
import { LEVEL } from './columns.ts';

/** Sums over the levels of a store. Product counts are of those on sale; units and values are of all that is there. */
export type InventoryFigures = {
  asOf: Date;
  productCount: number;
  onHand: number;
  reserved: number;
  available: number;
  stockValueMinor: number;
  outOfStockCount: number;
  lowStockCount: number;
  receivedUnits: number;
  soldUnits: number;
  returnedUnits: number;
};

export type Inventory = { totals: InventoryFigures; categories: (InventoryFigures & { category: Category })[] };

const NOBODY = '00000000-0000-0000-0000-000000000000';

const sum = (expression: string): string => `coalesce(sum(${expression}), 0)::bigint`;
const countOnSale = (condition: string): string => `count(*) FILTER (WHERE p.archived_at IS NULL AND ${condition})`;

/** What managers read of their stores, each in one statement. */
export function storeFigures(pool: Pool) {
  return {
    async lowStock({ stores, threshold, after, take }: LowStockWanted): Promise<StockLevel[]> {
      const ids = 'only' in stores ? [stores.only] : stores.open === 'all' ? null : stores.open;
      const { rows } = await pool.query<StockLevel>(
        `SELECT ${LEVEL} FROM store st
           JOIN stock s ON s.store_id = st.id AND s.band <= $2 AND s.on_hand - s.reserved < $3
           JOIN product p ON p.id = s.product_id AND p.archived_at IS NULL
          WHERE ($1::uuid[] IS NULL OR st.id = ANY($1)) AND (st.closed_at IS NULL OR $4)
            AND (s.on_hand - s.reserved, s.store_id, s.product_id) > ($5::int, $6::uuid, $7::uuid)
          ORDER BY s.on_hand - s.reserved, s.store_id, s.product_id LIMIT $8`,
        [
          ids,
          // One step of slack: logarithms here and in the database may differ in the last digit.
          bandOf(threshold) + 1,
          threshold,
          'only' in stores,
          ...(after ? [after.available, after.storeId, after.productId] : [-1, NOBODY, NOBODY]),
          take,
        ],
      );
      return rows;
    },

    /** One row a category, by name, and one for all of them, which is there although the store is empty. */
    async inventory(storeId: string): Promise<Inventory> {
      const { rows } = await pool.query<InventoryFigures & { [K in keyof Category]: Category[K] | null }>(
        `SELECT c.id, c.code, c.name, clock_timestamp() AS "asOf", ${countOnSale('true')} AS "productCount",
                ${sum('s.on_hand')} AS "onHand", ${sum('s.reserved')} AS reserved, ${sum('s.on_hand - s.reserved')} AS available,
                ${sum('s.on_hand * p.price_minor')} AS "stockValueMinor",
                ${countOnSale('s.on_hand <= s.reserved')} AS "outOfStockCount",
                ${countOnSale('s.on_hand - s.reserved BETWEEN 1 AND $2::int - 1')} AS "lowStockCount",
                ${sum('s.received')} AS "receivedUnits", ${sum('s.sold')} AS "soldUnits", ${sum('s.returned')} AS "returnedUnits"
           FROM stock s JOIN product p ON p.id = s.product_id JOIN category c ON c.id = p.category_id
          WHERE s.store_id = $1
          GROUP BY GROUPING SETS ((c.id, c.code, c.name), ())
          ORDER BY c.name`,
        [storeId, LOW_STOCK],
      );
      const totals = rows.find(({ id }) => id === null);
      if (!totals) throw new Error('The database answered no totals.');
      const categories = rows.flatMap(({ id, code, name, ...figures }) =>
        id === null || code === null || name === null ? [] : [{ ...figures, category: { id, code, name } }],
      );
      return { totals, categories };
    },
  };
}
