import { isUuid, uuidv7 } from '@comptoir/kit';
import { done, refused, taken, type Outcome } from '../../domain/problems.ts';
import { descriptionFaults, priceFaults, productNameFaults, skuFaults, type Product } from '../../domain/product.ts';
import { tidy } from '../../domain/text.ts';
import { requireAdmin } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';

export type PriceInput = { amountMinor: number; currency: string };
export type CreateProductInput = {
  sku: string;
  name: string;
  description: string;
  price: PriceInput;
  categoryId: string;
};

/** Puts a new product on sale. */
export const createProduct =
  (deps: Deps) =>
  async (caller: Caller, { price, categoryId, ...input }: CreateProductInput): Promise<Outcome<Product>> => {
    const { sub } = requireAdmin(caller.actor);
    const sku = tidy(input.sku);
    const name = tidy(input.name);
    const description = tidy(input.description);
    const fields = [
      ...skuFaults(sku),
      ...productNameFaults(name),
      ...descriptionFaults(description),
      ...priceFaults(price),
    ];
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });

    const outcome = await deps.transact(caller, async (tx): Promise<Outcome<Product>> => {
      if (!isUuid(categoryId) || !(await tx.categoryExists(categoryId)))
        return refused({ code: 'NOT_FOUND', what: 'category', id: categoryId });
      const createdAt = await tx.now();
      const facts = { sku, name, description, priceMinor: price.amountMinor, currency: price.currency, categoryId };
      const product: Product = { id: uuidv7(), ...facts, createdAt, archivedAt: null, version: 1 };
      const inserted = await tx.insertProduct(product);
      if (inserted === 'SKU_TAKEN') return refused(taken('sku', `Another product has the SKU ${sku}.`));
      if (inserted === 'NAME_TAKEN') return refused(taken('name', `Another product is called "${name}".`));
      await tx.append({
        ...{ type: 'ProductCreated', streamType: 'product', streamId: product.id, streamVersion: 1 },
        data: { ...facts, createdAt: createdAt.toISOString() },
      });
      return done(product);
    });
    if (outcome.ok) deps.telemetry.productCreated(outcome.value.id, sub);
    return outcome;
  };
