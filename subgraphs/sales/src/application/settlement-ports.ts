import type { ResolutionOrder } from '@comptoir/contracts';
import type { Refund, RefundableLine } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import type { Plan, Settlement } from '../domain/settlement.ts';

/** What was settled of an order. `toApprove`: its refund is open and waits to be paid, the way its sale was. */
export type Settled = Settlement & { toApprove: { refund: Refund; payment: Sale['payment'] } | null };

/**
 * Where settlements live. A set is one transaction and safe to run twice; rows are locked sale first, like those of refunds. By id of the
 * settlement.
 */
export type SettlementStore = {
  /** Keeps the units that `plan` answers of the locked sale, or notes why it refuses. What is there already stays as it is. */
  reserve(
    orders: readonly ResolutionOrder[],
    plan: (order: ResolutionOrder, sale: Sale, lines: readonly RefundableLine[]) => Plan,
  ): Promise<Map<string, Settlement>>;
  /** Frees what is kept; what was never reserved never will be. Throws for what was ordered or settled. */
  release(orders: readonly ResolutionOrder[]): Promise<void>;
  /** Makes a credit, an open refund or a replacement sale of what is kept, once; and looks what became of what was ordered. */
  settle(orders: readonly ResolutionOrder[]): Promise<Map<string, Settled>>;
};
