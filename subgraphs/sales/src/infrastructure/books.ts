import type { PaymentMethod } from '@comptoir/contracts';
import { inTransaction, type Pool } from '@comptoir/database';
import type { Payments, PaymentReference, Statement, Untold } from '../application/payments.ts';
import type { PaymentState } from '../domain/payment.ts';
import type { Payback } from '../domain/payback.ts';
import type { RefundStatus } from '../domain/refund.ts';
import type { SaleStatus } from '../domain/sale.ts';
import { bookCorrections, type BookCorrections } from './book-corrections.ts';
import * as statements from './book-statements.ts';

/** A sale with its payment and what its refunds paid back, as reconciliation compares them. */
export type SaleFacts = {
  id: string;
  sagaId: string;
  storeId: string;
  status: SaleStatus;
  totalMinor: number;
  refundedMinor: number;
  currency: string;
  version: number;
  /** Milliseconds since its last change. */
  quietMs: number;
  paymentId: string;
  method: PaymentMethod;
  paymentState: PaymentState;
  paymentMinor: number;
  paymentRefundedMinor: number;
  refundsPaidMinor: number;
  /** What the provider was asked to pay back and may have. */
  refundsAskedMinor: number;
  unitsSold: number;
  /** Units that came back, and that are asked back, as the lines of the sale say. */
  unitsRefunded: number;
  unitsPending: number;
  /** The same as its refunds say. */
  unitsPaidBack: number;
  unitsAsked: number;
  /** Lines that say another number than the refunds of this line. */
  linesUnlikeRefunds: number;
  /** What its lines cost in sum. */
  linesMinor: number;
  /** Units of its lines, by product. */
  units: Record<string, number>;
};

export type RefundFacts = {
  id: string;
  sagaId: string;
  saleId: string;
  status: RefundStatus;
  payback: Payback;
  quietMs: number;
};

/** Units that refunds brought back to a shelf: at least, and at most while some are on their way. */
export type RestockedFacts = { storeId: string; productId: string; certain: number; atMost: number };

/** A store credit beside what its entries moved. */
export type CreditFacts = {
  id: string;
  saleId: string;
  amountMinor: number;
  remainingMinor: number;
  movedMinor: number;
};

/** A line of a sale that says another number of settled units than its settlements keep. */
export type UnsettledLine = { saleId: string; position: number; settled: number; kept: number };

/** Money that the built-in provider keeps for a key that is no payment. */
export type StrayCharge = { key: string; method: PaymentMethod; currency: string; keptMinor: number };

/** The books of sales and their provider: read to be compared with those of others, and mended where they are wrong. */
export type SalesBooks = BookCorrections & {
  sales(ids: readonly string[]): Promise<SaleFacts[]>;
  /** Sales by id, which is by age. */
  salesAfter(id: string, limit: number): Promise<{ id: string; sagaId: string }[]>;
  refunds(ids: readonly string[]): Promise<RefundFacts[]>;
  refundsAfter(id: string, limit: number): Promise<{ id: string; saleId: string }[]>;
  /** Up to this id: those under way, and those whose status changed since then, more than an hour after their ids were drawn. */
  olderRefunds(upToId: string, since: Date): Promise<{ id: string; saleId: string }[]>;
  restocked(): Promise<RestockedFacts[]>;
  credits(ids: readonly string[]): Promise<CreditFacts[]>;
  /** Store credits by id, which is by age. */
  creditsAfter(id: string, limit: number): Promise<{ id: string }[]>;
  /** Those that something was spent of since, or that got something back, however old they are. */
  creditsMovedAfter(id: string): Promise<{ id: string }[]>;
  /** Of sales and settlements since, of what is reserved, and of these settlements. Adds settlements up. */
  unsettledLines(fromId: string, settlementIds: readonly string[]): Promise<UnsettledLine[]>;
  /** What the providers' books say; what could not be told is missing, and `untold` hears why. */
  statement(payments: readonly PaymentReference[], untold?: Untold): Promise<Map<string, Statement>>;
  strayCharges(fromKey: string, settledMs: number): Promise<StrayCharge[]>;
};

/** Settlements have no index by sale, which nobody else looks for; sums over them may take longer than any statement of a sale. */
const PATIENTLY = `SET LOCAL statement_timeout = '10min'; SET LOCAL enable_seqscan = on`;
const PATIENCE_MS = 600_000;

/** The books in PostgreSQL, and those of the payment providers by their port. */
export function booksOf(pool: Pool, payments: Payments): SalesBooks {
  const read = async <Row extends object>(statement: string, ...values: unknown[]): Promise<Row[]> =>
    (await pool.query<Row>(statement, values)).rows;

  return {
    sales: (ids) => read(statements.SALES, ids),
    salesAfter: (id, limit) => read(statements.SALE_PAGE, id, limit),
    refunds: (ids) => read(statements.REFUNDS, ids),
    refundsAfter: (id, limit) => read(statements.REFUND_PAGE, id, limit),
    olderRefunds: (upToId, since) => read(statements.OLDER_REFUNDS, upToId, since),
    restocked: () => read(statements.RESTOCKED),
    credits: (ids) => read(statements.CREDITS, ids),
    creditsAfter: (id, limit) => read(statements.CREDIT_PAGE, id, limit),
    creditsMovedAfter: (id) => read(statements.CREDITS_MOVED, id),
    unsettledLines: (fromId, settlementIds) =>
      inTransaction(pool, async (client) => {
        await client.query(PATIENTLY);
        const lines = { text: statements.UNSETTLED_LINES, values: [fromId, settlementIds], query_timeout: PATIENCE_MS };
        return (await client.query<UnsettledLine>(lines)).rows;
      }),
    statement: payments.statement,
    strayCharges: (fromKey, settledMs) => read(statements.STRAY_CHARGES, fromKey, settledMs),
    ...bookCorrections(pool, payments),
  };
}
