import type { PoolClient } from '@comptoir/database';
import type { Tx } from '../application/ports.ts';
import type { Store } from '../domain/store.ts';
import { nameKey } from '../domain/text.ts';
import { STORE } from './columns.ts';
import { LOCK_ASSORTMENT } from './product-statements.ts';

type Statements = Pick<Tx, 'storeForUpdate' | 'storeForShare' | 'insertStore' | 'saveStore'>;

/** Statements over stores, in the caller's transaction. */
export function storeStatements(client: PoolClient): Statements {
  async function locked(id: string, lock: 'FOR NO KEY UPDATE' | 'FOR SHARE'): Promise<Store | null> {
    return (await client.query<Store>(`SELECT ${STORE} FROM store st WHERE st.id = $1 ${lock}`, [id])).rows[0] ?? null;
  }
  return {
    storeForUpdate: (id) => locked(id, 'FOR NO KEY UPDATE'),
    storeForShare: (id) => locked(id, 'FOR SHARE'),

    async insertStore(s) {
      await client.query(LOCK_ASSORTMENT);
      const { rowCount } = await client.query(
        `INSERT INTO store (id, name, name_key, address, time_zone, opened_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
        [s.id, s.name, nameKey(s.name), s.address, s.timeZone, s.openedAt, s.version],
      );
      if (rowCount === 0) return 'NAME_TAKEN';
      await client.query(
        'INSERT INTO stock (store_id, product_id) SELECT $1, id FROM product WHERE archived_at IS NULL',
        [s.id],
      );
      return 'ok';
    },

    async saveStore(s) {
      await client.query(
        'UPDATE store SET name = $2, name_key = $3, address = $4, time_zone = $5, closed_at = $6, version = $7 WHERE id = $1',
        [s.id, s.name, nameKey(s.name), s.address, s.timeZone, s.closedAt, s.version],
      );
    },
  };
}
