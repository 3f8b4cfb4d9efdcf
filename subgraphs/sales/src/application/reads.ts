import type { SaleOwner } from '@comptoir/contracts';
import type { Refund } from '../domain/refund.ts';
import type { Sale, SaleLine } from '../domain/sale.ts';
import type { ReadRefunds, RefundsOfSales } from './queries/refunds.ts';
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

/** What is read of refunds, each for many at once. */
export type RefundReads = {
  byIds(ids: readonly string[]): Promise<Refund[]>;
  page: ReadRefunds;
  /** A page of each of these sales, newest first. */
  ofSales(wanted: RefundsOfSales): Promise<Refund[]>;
};
