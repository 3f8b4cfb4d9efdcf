import { isUuid, sealedFor, tidied } from '@comptoir/kit';
import { conflictOf, done, refused, type Outcome } from '../../domain/problems.ts';
import { reasonFaults, type Refund } from '../../domain/refund.ts';
import type { Sale } from '../../domain/sale.ts';
import { mustDecide } from '../policies.ts';
import type { Deps } from '../ports.ts';
import type { RefundReads, SaleReads } from '../reads.ts';
import type { Caller, Origin, RefundMoveRequest } from '../refund-ports.ts';
import { originOf } from './caller.ts';

export type ApproveRefundInput = { refundId: string; expectedVersion?: number | null };
export type RejectRefundInput = ApproveRefundInput & { reason?: string | null };

type Parts = Pick<Deps, 'refunds' | 'personKeys'>;
type Reads = { refunds: Pick<RefundReads, 'byIds'>; sales: Pick<SaleReads, 'byIds'> };

/** Lets a refund be paid back: its saga begins with the event of this. */
export const approveRefund =
  (deps: Parts, { refunds, sales }: Reads) =>
  async (caller: Caller, { refundId, expectedVersion }: ApproveRefundInput): Promise<Outcome<Refund>> => {
    const refund = await readRefund(refunds, refundId);
    if (!refund) return refused({ code: 'NOT_FOUND', what: 'refund', id: refundId });
    const { sub } = mustDecide(caller.actor, refund);
    const [sale] = await sales.byIds([refund.saleId]);
    if (!sale) throw new Error(`The sale of refund ${refundId} cannot be read.`);
    return decide(deps, refund, { ...approvalOf(refund, sale.payment, sub, originOf(caller, sub)), expectedVersion });
  };

/** The approval of a refund, by whom: with what its saga needs to know. */
export function approvalOf(
  refund: Refund,
  { id: paymentId, method }: Sale['payment'],
  approvedBy: string,
  origin: Origin,
): RefundMoveRequest {
  const { id: refundId, saleId, sagaId, lines, restock } = refund;
  return {
    ...{ move: 'approve', refundId, saleId, decidedBy: approvedBy, origin },
    data: { ...factsOf(refund), sagaId, payment: { paymentId, method }, lines, restock, approvedBy },
  };
}

/** Refuses a refund; its units may be asked for again. */
export const rejectRefund =
  (deps: Parts, { refunds }: Pick<Reads, 'refunds'>) =>
  async (caller: Caller, { refundId, expectedVersion, ...input }: RejectRefundInput): Promise<Outcome<Refund>> => {
    const reason = tidied(input.reason);
    const refund = await readRefund(refunds, refundId);
    if (!refund) return refused({ code: 'NOT_FOUND', what: 'refund', id: refundId });
    const { sub } = mustDecide(caller.actor, refund);
    const fields = reasonFaults(reason);
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });
    const rejectionReason = await sealedFor(deps.personKeys, refund.userId, reason, refundId);
    return decide(deps, refund, {
      ...{ move: 'reject', refundId, saleId: refund.saleId, expectedVersion, decidedBy: sub, rejectionReason },
      data: { ...factsOf(refund), reason: rejectionReason, rejectedBy: sub },
      origin: originOf(caller, sub),
    });
  };

async function readRefund({ byIds }: Reads['refunds'], id: string): Promise<Refund | undefined> {
  return isUuid(id) ? (await byIds([id]))[0] : undefined;
}

/** What every event of a refund says of it. */
export const factsOf = ({ saleId, userId, storeId, amountMinor, currency }: FactHolder) => {
  return { saleId, userId, storeId, amountMinor, currency };
};
type FactHolder = Pick<Refund, 'saleId' | 'userId' | 'storeId' | 'amountMinor' | 'currency'>;

async function decide({ refunds }: Parts, { id }: Refund, request: RefundMoveRequest): Promise<Outcome<Refund>> {
  const result = (await refunds.move([request])).get(id);
  if (!result) throw new Error(`Refund ${id} cannot be read any more.`);
  const { moved, refund } = result;
  if (moved) return done(refund);
  const conflict = conflictOf(refund, request.expectedVersion);
  return refused(conflict ?? { code: 'REFUND_ALREADY_DECIDED', status: refund.status });
}
