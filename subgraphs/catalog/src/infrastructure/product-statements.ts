import type { PoolClient } from '@comptoir/database';
import type { Tx } from '../application/ports.ts';
import type { Product } from '../domain/product.ts';
import { nameKey, wordsOf } from '../domain/text.ts';
import { PRODUCT } from './columns.ts';

type Statements = Pick<Tx, 'categoryExists' | 'insertCategory' | 'productForUpdate' | 'insertProduct' | 'saveProduct'>;

/** Held by whoever adds a product or a store, so that no pair of the two is left without its stock level. */
export const LOCK_ASSORTMENT = `SELECT pg_advisory_xact_lock(hashtext('catalog.assortment'))`;

const searchable = ({ sku, name, description }: Product): string[] => wordsOf(sku, name, description);

/** Statements over products, in the caller's transaction. */
export function productStatements(client: PoolClient): Statements {
  return {
    async categoryExists(id) {
      return (await client.query('SELECT FROM category WHERE id = $1', [id])).rowCount === 1;
    },

    async insertCategory({ id, code, name }) {
      const { rowCount } = await client.query(
        'INSERT INTO category (id, code, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [id, code, name],
      );
      return rowCount === 1 ? 'ok' : 'CODE_TAKEN';
    },

    async productForUpdate(id) {
      const { rows } = await client.query<Product>(
        `SELECT ${PRODUCT} FROM product p WHERE p.id = $1 FOR NO KEY UPDATE`,
        [id],
      );
      return rows[0] ?? null;
    },

    async insertProduct(p) {
      await client.query(LOCK_ASSORTMENT);
      const { rowCount } = await client.query(
        `INSERT INTO product (id, sku, name, name_key, description, price_minor, currency, category_id, created_at, version, search)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, array_to_tsvector($11::text[])) ON CONFLICT DO NOTHING`,
        [
          p.id,
          p.sku,
          p.name,
          nameKey(p.name),
          p.description,
          p.priceMinor,
          p.currency,
          p.categoryId,
          p.createdAt,
          p.version,
          searchable(p),
        ],
      );
      if (rowCount === 1) {
        await client.query(
          'INSERT INTO stock (store_id, product_id) SELECT id, $1 FROM store WHERE closed_at IS NULL',
          [p.id],
        );
        return 'ok';
      }
      const { rowCount: sameSku } = await client.query('SELECT FROM product WHERE sku = $1', [p.sku]);
      return sameSku === 1 ? 'SKU_TAKEN' : 'NAME_TAKEN';
    },

    async saveProduct(p) {
      await client.query(
        `UPDATE product SET name = $2, name_key = $3, description = $4, price_minor = $5, currency = $6, category_id = $7,
                archived_at = $8, version = $9, search = array_to_tsvector($10::text[])
          WHERE id = $1`,
        [
          p.id,
          p.name,
          nameKey(p.name),
          p.description,
          p.priceMinor,
          p.currency,
          p.categoryId,
          p.archivedAt,
          p.version,
          searchable(p),
        ],
      );
    },
  };
}
