import type { saleStream } from '@comptoir/contracts';

/** A sale with its payment, as events, tables and live messages tell it alike; its lines are read apart. Moments are ISO texts. */
export type Sale = Omit<saleStream.SaleFold, 'lines'> & { id: string };

export type SaleStatus = Sale['status'];

export type SaleLine = {
  id: string;
  saleId: string;
  productId: string;
  productName: string;
  quantity: number;
  unitPriceMinor: number;
  refundedQuantity: number;
  /** Units in refunds that are not decided or paid yet. */
  refundPending: number;
  /** Units that complaints settled by store credit or replacement, or are settling. */
  settledQuantity: number;
};

/** The sale that a fold of its events is. */
export function saleOf(id: string, { lines: _, ...fold }: saleStream.SaleFold): Sale {
  return { id, ...fold };
}
