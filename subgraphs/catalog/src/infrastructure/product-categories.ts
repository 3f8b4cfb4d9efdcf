import type { ProductCategories, ProductsCall } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { isUuid } from '@comptoir/kit';

/** The categories that products have now, for any number of questions in one statement. */
export async function productCategories(pool: Pool, calls: readonly ProductsCall[]): Promise<ProductCategories[]> {
  const ids = [...new Set(calls.flatMap(({ productIds }) => productIds.filter(isUuid)))];
  const { rows } = await pool.query<ProductCategories[number]>(
    'SELECT id AS "productId", category_id AS "categoryId" FROM product WHERE id = ANY($1::uuid[])',
    [ids],
  );
  const byId = new Map(rows.map((row) => [row.productId, row]));
  return calls.map(({ productIds }) => productIds.flatMap((id) => byId.get(id.toLowerCase()) ?? []));
}
