import type { Sale } from '../domain/sale.ts';

/** Sales as they change. */
export type LiveSales = {
  /** Every version of one sale behind `after`, or from the one it has now. */
  versions(sale: Sale, after: number | null | undefined): AsyncIterableIterator<Sale>;
  /** Whatever changes in these stores; null: in all. */
  activity(storeIds: readonly string[] | null): AsyncIterableIterator<Sale>;
};
