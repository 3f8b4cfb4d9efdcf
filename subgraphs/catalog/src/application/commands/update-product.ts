import { isConflict } from '@comptoir/database';
import { isUuid } from '@comptoir/kit';
import { conflictOf, done, refused, taken, type Outcome } from '../../domain/problems.ts';
import { descriptionFaults, priceFaults, productNameFaults, type Product } from '../../domain/product.ts';
import { nameKey, tidied } from '../../domain/text.ts';
import { requireAdmin } from '../policies.ts';
import type { Caller, Deps, Fact } from '../ports.ts';
import type { PriceInput } from './create-product.ts';

export type UpdateProductInput = {
  id: string;
  name?: string | null;
  description?: string | null;
  price?: PriceInput | null;
  categoryId?: string | null;
  expectedVersion?: number | null;
};

/** Changes what is given of a product and differs; orders that run keep their price. */
export const updateProduct =
  (deps: Deps) =>
  async (
    caller: Caller,
    { id, price, categoryId, expectedVersion, ...input }: UpdateProductInput,
  ): Promise<Outcome<Product>> => {
    const { sub } = requireAdmin(caller.actor);
    const name = tidied(input.name);
    const description = tidied(input.description);
    const fields = [
      ...(name === undefined ? [] : productNameFaults(name)),
      ...(description === undefined ? [] : descriptionFaults(description)),
      ...(price ? priceFaults(price) : []),
    ];
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });

    try {
      return await deps.transact(caller, async (tx): Promise<Outcome<Product>> => {
        const product = isUuid(id) ? await tx.productForUpdate(id) : null;
        if (!product) return refused({ code: 'NOT_FOUND', what: 'product', id });
        if (product.archivedAt) return refused({ code: 'PRODUCT_ARCHIVED', archivedAt: product.archivedAt });
        const conflict = conflictOf(product, expectedVersion);
        if (conflict) return refused(conflict);
        if (categoryId && !(isUuid(categoryId) && (await tx.categoryExists(categoryId))))
          return refused({ code: 'NOT_FOUND', what: 'category', id: categoryId });

        const wished: Product = {
          ...product,
          name: name ?? product.name,
          description: description ?? product.description,
          priceMinor: price?.amountMinor ?? product.priceMinor,
          categoryId: categoryId ?? product.categoryId,
        };
        const facts = factsOf(product, wished);
        if (facts.length === 0) return done(product);
        const next = { ...wished, version: product.version + facts.length };
        await tx.saveProduct(next);
        await tx.append(...facts);
        if (wished.priceMinor !== product.priceMinor)
          deps.telemetry.productRepriced(id, product.priceMinor, wished.priceMinor, sub);
        deps.telemetry.productUpdated(id, sub);
        return done(next);
      });
    } catch (error) {
      // The one unique field of this change: another product has the name.
      if (isConflict(error) && name !== undefined && (await deps.productNameTaken(nameKey(name), id)))
        return refused(taken('name', `Another product is called "${name}".`));
      throw error;
    }
  };

/** What changed, as facts: the price has one of its own. */
function factsOf(before: Product, { name, description, categoryId, priceMinor, currency }: Product): Fact[] {
  const stream = (n: number) => ({
    streamType: 'product' as const,
    streamId: before.id,
    streamVersion: before.version + n,
  });
  const described = name !== before.name || description !== before.description || categoryId !== before.categoryId;
  const facts: Fact[] = described
    ? [{ ...stream(1), type: 'ProductUpdated', data: { name, description, categoryId } }]
    : [];
  if (priceMinor === before.priceMinor) return facts;
  const repriced = { fromMinor: before.priceMinor, toMinor: priceMinor, currency };
  return [...facts, { ...stream(facts.length + 1), type: 'ProductRepriced', data: repriced }];
}
