import type { SaleOwner } from '@comptoir/contracts';
import type { Sale, SaleLine } from '../domain/sale.ts';
import type { ReadSales } from './queries/sales.ts';

/** What is read of sales, each for many at once. */
export type SaleReads = {
  byIds(ids: readonly string[]): Promise<Sale[]>;
  page: ReadSales;
  /** Lines in the order of the cart. */
  linesOf(saleIds: readonly string[]): Promise<SaleLine[]>;
  owners(saleIds: readonly string[]): Promise<Map<string, SaleOwner>>;
  /** The versions of one sale above `after`, as its events tell them. */
  versionsAfter(saleId: string, after: number, limit: number): Promise<Sale[]>;
};
