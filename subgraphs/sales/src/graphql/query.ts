import { requireActor, type PageArgs } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { mustSeeSale, scopesOf, seesByReference } from '../application/policies.ts';
import { refunds, type RefundsArgs } from '../application/queries/refunds.ts';
import { storeCredits } from '../application/queries/store-credits.ts';
import { sales, type SalesArgs } from '../application/queries/sales.ts';
import type { Refund } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import type { SalesContext } from './context.ts';
import { figureQueries } from './figures.ts';

/** The sale if it exists and the caller may see it: null where there is none, FORBIDDEN where it is somebody else's. */
export async function visibleSale(id: string, { actor, sales }: SalesContext): Promise<Sale | null> {
  requireActor(actor);
  const sale = isUuid(id) ? await sales.load(id) : null;
  return sale && mustSeeSale(actor, sale);
}

/** The sale that another context refers to. */
export const referencedSale = async (id: string, context: SalesContext): Promise<Sale | null> =>
  seesByReference(context.actor) && isUuid(id) ? context.sales.load(id) : visibleSale(id, context);

/** The refund that another context refers to. */
export const referencedRefund = async (id: string, context: SalesContext): Promise<Refund | null> =>
  seesByReference(context.actor) && isUuid(id) ? context.refunds.load(id) : visibleRefund(id, context);

/** The refund if it exists and the caller may see its sale. */
export async function visibleRefund(id: string, { actor, refunds }: SalesContext): Promise<Refund | null> {
  requireActor(actor);
  const refund = isUuid(id) ? await refunds.load(id) : null;
  return refund && mustSeeSale(actor, refund);
}

export const Query = {
  ...figureQueries,
  sale: (_: unknown, { id }: { id: string }, context: SalesContext) =>
    context.telemetry.query('sale', () => visibleSale(id, context)),
  sales: (_: unknown, args: SalesArgs, { actor, reads, telemetry }: SalesContext) =>
    telemetry.query('sales', async () => sales(reads.page, scopesOf(actor, args.filter ?? {}), args)),
  refund: (_: unknown, { id }: { id: string }, context: SalesContext) =>
    context.telemetry.query('refund', () => visibleRefund(id, context)),
  refunds: (_: unknown, args: RefundsArgs, { actor, refundReads, telemetry }: SalesContext) =>
    telemetry.query('refunds', async () => refunds(refundReads.page, scopesOf(actor, args.filter ?? {}), args)),
  storeCredits: (_: unknown, args: PageArgs, { actor, creditReads, telemetry }: SalesContext) =>
    telemetry.query('store_credits', async () => storeCredits(creditReads.page, requireActor(actor).sub, args)),
};
