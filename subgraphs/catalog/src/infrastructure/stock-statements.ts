import type { PoolClient } from '@comptoir/database';
import type { StockFigures } from '../application/hold-store.ts';
import type { Tx } from '../application/ports.ts';
import type { StockLevel } from '../domain/stock.ts';
import { LEVEL } from './columns.ts';

type Statements = Pick<Tx, 'levelForUpdate' | 'adjustLevel'>;

/** Statements over one stock level, in the caller's transaction; `changed` collects what is to be announced. */
export function stockStatements(client: PoolClient, changed: StockFigures[]): Statements {
  return {
    async levelForUpdate(storeId, productId) {
      const { rows } = await client.query<StockLevel & { streamVersion: number }>(
        `SELECT ${LEVEL}, s.stream_version AS "streamVersion" FROM stock s WHERE s.store_id = $1 AND s.product_id = $2 FOR UPDATE`,
        [storeId, productId],
      );
      return rows[0] ?? null;
    },

    async adjustLevel({ id, storeId, productId, delta, reason, note, onHandAfter, userId }) {
      await client.query(
        `INSERT INTO stock_adjustment (id, store_id, product_id, delta, reason, note, on_hand_after, user_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [id, storeId, productId, delta, reason, note, onHandAfter, userId],
      );
      const { rows } = await client.query<StockLevel>(
        `UPDATE stock s SET on_hand = s.on_hand + $3, received = s.received + $3, version = s.version + 1,
                stream_version = s.stream_version + 1, updated_at = clock_timestamp()
          WHERE s.store_id = $1 AND s.product_id = $2 RETURNING ${LEVEL}`,
        [storeId, productId, delta],
      );
      const [level] = rows;
      if (!level)
        throw new Error(`The level of product ${productId} in store ${storeId} is gone although it is locked.`);
      changed.push(level);
      return level;
    },
  };
}
