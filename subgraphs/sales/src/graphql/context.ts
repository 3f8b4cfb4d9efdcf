import { entityLoader, type RequestContext } from '@comptoir/graphql-kit';
import { groupBy } from '@comptoir/kit';
import DataLoader from 'dataloader';
import type { LiveSales } from '../application/live.ts';
import type { SaleReads } from '../application/reads.ts';
import type { Sale, SaleLine } from '../domain/sale.ts';
import type { SalesTelemetry } from '../telemetry/events.ts';

export type SalesParts = { reads: SaleReads; live: LiveSales; telemetry: SalesTelemetry };

/** What resolvers of this context get: the request, reads, and loaders that live as long as the operation. */
export type SalesContext = RequestContext &
  SalesParts & {
    sales: ReturnType<typeof entityLoader<Sale>>;
    lines: DataLoader<string, SaleLine[]>;
  };

export function createContext(request: RequestContext, parts: SalesParts): SalesContext {
  const { reads } = parts;
  return {
    ...request,
    ...parts,
    sales: entityLoader<Sale>(
      (ids) => reads.byIds(ids),
      (sale) => sale.id,
    ),
    // Batches and keeps nothing: an operation that is a subscription lives for hours.
    lines: new DataLoader(
      async (saleIds) => {
        const bySale = groupBy(await reads.linesOf(saleIds), ({ saleId }) => saleId);
        return saleIds.map((id) => bySale.get(id) ?? []);
      },
      { cache: false },
    ),
  };
}
