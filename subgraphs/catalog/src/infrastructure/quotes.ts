import type { Quote, QuoteCall } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import type { InternalEndpoint } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { z } from 'zod';

const quoteCall = z.object({ storeId: z.string(), productIds: z.array(z.string()) });

type QuotedStore = NonNullable<Quote['store']>;
type QuotedProduct = Quote['products'][number];

const distinct = (ids: readonly string[]): string[] => [...new Set(ids.filter(isUuid))];

/** What products are called and cost now and whether their store sells, for any number of carts in two statements. */
async function quotes(pool: Pool, calls: readonly QuoteCall[]): Promise<Quote[]> {
  const [stores, products] = await Promise.all([
    pool.query<QuotedStore>('SELECT id, name, closed_at IS NULL AS open FROM store WHERE id = ANY($1::uuid[])', [
      distinct(calls.map(({ storeId }) => storeId)),
    ]),
    pool.query<QuotedProduct>(
      `SELECT id, sku, name, price_minor AS "priceMinor", currency, archived_at IS NOT NULL AS archived
         FROM product WHERE id = ANY($1::uuid[])`,
      [distinct(calls.flatMap(({ productIds }) => productIds))],
    ),
  ]);
  const storesById = new Map(stores.rows.map((store) => [store.id, store]));
  const productsById = new Map(products.rows.map((product) => [product.id, product]));
  return calls.map(({ storeId, productIds }) => ({
    store: storesById.get(storeId.toLowerCase()) ?? null,
    products: distinct(productIds).flatMap((id) => productsById.get(id.toLowerCase()) ?? []),
  }));
}

/** The internal port `quote`. */
export const quoteEndpoint =
  (pool: Pool): InternalEndpoint =>
  async (calls) =>
    quotes(
      pool,
      calls.map((call) => quoteCall.parse(call)),
    );
