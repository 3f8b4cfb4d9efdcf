import type { RefundLine } from '@comptoir/contracts';
import type { RequestContext } from '@comptoir/graphql-kit';
import type { Outcome } from '../domain/problems.ts';
import type { Refusal, RefundRecord } from '../domain/payback.ts';
import type { Refund, RefundableLine } from '../domain/refund.ts';
import type { RefundMoveName } from '../domain/refund-moves.ts';
import type { Sale } from '../domain/sale.ts';

/** The caller of a use case: who, and with which trace. */
export type Caller = Pick<RequestContext, 'actor' | 'trace'>;

/** What an event tells of where it comes from. */
export type Origin = { correlationId: string; userId: string; traceparent: string | null };

/** A refund by its id; its sale gives the order in which rows are locked. */
export type RefundKey = { refundId: string; saleId: string };

/** A request for a refund: how it will be known, and by whom and under which key it is asked for. */
export type RefundOpening = RefundKey & {
  sagaId: string;
  requestedBy: string;
  idempotencyKey: string;
  restock: boolean;
  /** Sealed. */
  reason: string | null;
  origin: Origin;
};

/** A move of one refund, with what its event says beside the moment. */
export type RefundMoveRequest = RefundKey & {
  move: RefundMoveName;
  data: Record<string, unknown>;
  origin: Origin;
  expectedVersion?: number | null;
  /** Who approves or rejects. */
  decidedBy?: string;
  /** Sealed. */
  rejectionReason?: string | null;
};

/** What came of a move: whether it was made, and the refund as it is now. */
export type RefundMoved = { moved: boolean; refund: Refund; record: RefundRecord };

/** Where refunds live. Rows are locked sale first, then its refunds by id, then its lines; each tells the world after its commit. */
export type RefundStore = {
  /**
   * Opens a refund over the lines that `plan` answers of the locked sale, and reserves them. Answers the refund that this
   * person asked for under the same key before, where there is one; refuses a key of another sale.
   */
  open(
    opening: RefundOpening,
    plan: (sale: Sale, lines: readonly RefundableLine[]) => Outcome<RefundLine[]>,
  ): Promise<Outcome<Refund>>;
  /** Makes moves where they are allowed; one statement. By refund id; what does not exist is missing in the answer. */
  move(requests: readonly RefundMoveRequest[]): Promise<Map<string, RefundMoved>>;
  /** What the steps of refunds need to know of them, behind whoever is changing them. */
  records(refunds: readonly RefundKey[]): Promise<Map<string, RefundRecord>>;
  /** Notes that approved refunds will be asked for at the provider, and answers what they were before. */
  claimPaybacks(refunds: readonly RefundKey[]): Promise<Map<string, RefundRecord>>;
  /** Notes why approved refunds cannot be paid back, for good; what was paid or refused before stays so. Answers the records behind it. */
  refuse(refusals: readonly (RefundKey & { refusal: Refusal })[]): Promise<Map<string, RefundRecord>>;
  /** Writes what was paid back into refund, sale, lines and payment, once. Answers the records behind it. */
  pay(refunds: readonly (RefundKey & { origin: Origin })[]): Promise<Map<string, RefundRecord>>;
};
