import { entityLoader, type RequestContext } from '@comptoir/graphql-kit';
import { groupBy, money, type Money, type PersonKeys } from '@comptoir/kit';
import DataLoader from 'dataloader';
import type { approveRefund, rejectRefund } from '../application/commands/decide-refund.ts';
import type { requestRefund } from '../application/commands/request-refund.ts';
import type { LiveSales } from '../application/live.ts';
import type { CategoriesOf, FigureReads } from '../application/queries/figures.ts';
import type { RefundsOfSales } from '../application/queries/refunds.ts';
import type { StoreCreditReads } from '../application/queries/store-credits.ts';
import type { RefundReads, SaleReads } from '../application/reads.ts';
import type { Refund } from '../domain/refund.ts';
import type { Sale, SaleLine } from '../domain/sale.ts';
import type { SalesTelemetry } from '../telemetry/events.ts';

/** What outlives an operation: use cases and reads. */
export type SalesParts = {
  commands: {
    requestRefund: ReturnType<typeof requestRefund>;
    approveRefund: ReturnType<typeof approveRefund>;
    rejectRefund: ReturnType<typeof rejectRefund>;
  };
  reads: SaleReads;
  refundReads: RefundReads;
  creditReads: StoreCreditReads;
  keys: Pick<PersonKeys, 'keysOf'>;
  figures: FigureReads;
  categoriesOf: CategoriesOf;
  live: LiveSales;
  telemetry: SalesTelemetry;
};

/** What resolvers of this context get: the request, reads, and loaders that live as long as the operation. */
export type SalesContext = RequestContext & SalesParts & ReturnType<typeof createLoaders>;

// They batch and keep nothing: an operation that is a subscription lives for hours.
const unkept = { cache: false };

type PageOfRefunds = Omit<RefundsOfSales, 'saleIds'>;

function createLoaders({ reads, refundReads, creditReads, keys }: SalesParts) {
  const pages = new Map<string, DataLoader<string, Refund[]>>();
  const pagesOf = (page: PageOfRefunds): DataLoader<string, Refund[]> => {
    const name = JSON.stringify(page);
    const known = pages.get(name);
    if (known) return known;
    const loader = new DataLoader<string, Refund[]>(async (saleIds) => {
      const bySale = groupBy(await refundReads.ofSales({ saleIds, ...page }), ({ saleId }) => saleId);
      return saleIds.map((id) => bySale.get(id) ?? []);
    }, unkept);
    pages.set(name, loader);
    return loader;
  };
  return {
    sales: entityLoader<Sale>(reads.byIds, ({ id }) => id, unkept),
    lines: new DataLoader<string, SaleLine[]>(async (saleIds) => {
      const bySale = groupBy(await reads.linesOf(saleIds), ({ saleId }) => saleId);
      return saleIds.map((id) => bySale.get(id) ?? []);
    }, unkept),
    refunds: entityLoader<Refund>(refundReads.byIds, ({ id }) => id, unkept),
    /** A page of the refunds of a sale: all sales of one tick that ask for the same page in one statement. */
    refundsOf: (saleId: string, page: PageOfRefunds): Promise<Refund[]> => pagesOf(page).load(saleId),
    /** What a person can spend, a sum for each currency. */
    balances: new DataLoader<string, Money[]>(async (userIds) => {
      const byUser = groupBy(await creditReads.balances(userIds), ({ userId }) => userId);
      return userIds.map((id) => (byUser.get(id) ?? []).map((sum) => money(sum.amountMinor, sum.currency)));
    }, unkept),
    /** By person; null where there is none. */
    personKeys: new DataLoader<string, Uint8Array | null>(async (ids) => {
      const found = await keys.keysOf(ids);
      return ids.map((id) => found.get(id) ?? null);
    }, unkept),
  };
}

export const createContext = (request: RequestContext, parts: SalesParts): SalesContext => ({
  ...request,
  ...parts,
  ...createLoaders(parts),
});
