import { isUuid } from '@comptoir/kit';
import { conflictOf, done, refused, type Outcome } from '../../domain/problems.ts';
import type { Product } from '../../domain/product.ts';
import { requireAdmin } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';

export type ArchiveProductInput = { id: string; expectedVersion?: number | null };

/** Takes a product off sale. One that is off sale already is answered as it is. */
export const archiveProduct =
  (deps: Deps) =>
  async (caller: Caller, { id, expectedVersion }: ArchiveProductInput): Promise<Outcome<Product>> => {
    const { sub } = requireAdmin(caller.actor);
    return deps.transact(caller, async (tx): Promise<Outcome<Product>> => {
      const product = isUuid(id) ? await tx.productForUpdate(id) : null;
      if (!product) return refused({ code: 'NOT_FOUND', what: 'product', id });
      if (product.archivedAt) return done(product);
      const conflict = conflictOf(product, expectedVersion);
      if (conflict) return refused(conflict);
      const archivedAt = await tx.now();
      const next = { ...product, archivedAt, version: product.version + 1 };
      await tx.saveProduct(next);
      await tx.append({
        ...{ type: 'ProductArchived', streamType: 'product', streamId: product.id, streamVersion: next.version },
        data: { archivedAt: archivedAt.toISOString() },
      });
      deps.telemetry.productArchived(product.id, sub);
      return done(next);
    });
  };
