import { requireActor } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { mustSeeSale, scopesOf } from '../application/policies.ts';
import { sales, type SalesArgs } from '../application/queries/sales.ts';
import type { Sale } from '../domain/sale.ts';
import type { SalesContext } from './context.ts';

/** The sale if it exists and the caller may see it: null where there is none, FORBIDDEN where it is somebody else's. */
export async function visibleSale(id: string, { actor, sales }: SalesContext): Promise<Sale | null> {
  requireActor(actor);
  const sale = isUuid(id) ? await sales.load(id) : null;
  return sale && mustSeeSale(actor, sale);
}

export const Query = {
  sale: (_: unknown, { id }: { id: string }, context: SalesContext) =>
    context.telemetry.query('sale', () => visibleSale(id, context)),
  sales: (_: unknown, args: SalesArgs, { actor, reads, telemetry }: SalesContext) =>
    telemetry.query('sales', async () => sales(reads.page, scopesOf(actor, args.filter ?? {}), args)),
};
