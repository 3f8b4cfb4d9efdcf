import type { SaleOrder } from '@comptoir/contracts';
import type { PersonKeys } from '@comptoir/kit';
import type { MoveName } from '../domain/moves.ts';
import type { PaymentRecord } from '../domain/payment.ts';
import type { Sale } from '../domain/sale.ts';
import type { SalesTelemetry } from '../telemetry/events.ts';
import type { Payments } from './payments.ts';
import type { RefundStore } from './refund-ports.ts';
import type { SettlementStore } from './settlement-ports.ts';

/** A move of one sale, with what its event says beside the moment. */
export type MoveRequest = {
  order: SaleOrder;
  move: MoveName;
  data: Record<string, unknown>;
  declined?: { code: string; message: string };
  refundedMinor?: number;
};

/** What came of a move: whether it was made, and sale and payment as they are now. */
export type Moved = { moved: boolean; sale: Sale; payment: PaymentRecord };

/** Where sales live. Every function is one statement over a set and safe to run twice; each tells the world after its commit. */
export type SaleStore = {
  /** Which of these sales exist. */
  existing(saleIds: readonly string[]): Promise<Set<string>>;
  /** Opens the sales that do not exist yet, and answers their numbers. */
  open(orders: readonly SaleOrder[]): Promise<Map<string, number>>;
  numbers(saleIds: readonly string[]): Promise<Map<string, number>>;
  /** Notes that payments will be asked for, and answers what they were before. What does not exist is missing in the answer. */
  claimCaptures(saleIds: readonly string[]): Promise<Map<string, PaymentRecord>>;
  /** Counts that payments will be undone, and answers what they are. */
  claimUndos(saleIds: readonly string[]): Promise<Map<string, PaymentRecord>>;
  /** Makes moves where they are allowed. By sale id; what does not exist is missing in the answer. */
  move(requests: readonly MoveRequest[]): Promise<Map<string, Moved>>;
};

/** What the steps and ports of this context work with. */
export type Deps = {
  store: SaleStore;
  refunds: RefundStore;
  settlements: SettlementStore;
  personKeys: PersonKeys;
  payments: Payments;
  telemetry: SalesTelemetry;
  /** Whether `simulate` of an order is obeyed. */
  demo: boolean;
};
