import type { Payback, RefundRecord } from '../domain/payback.ts';
import type { Refund } from '../domain/refund.ts';

/** Columns of a refund `r` and its lines `given`, as `toRefund` reads them. */
export const REFUND = `r.id, r.saga_id AS "sagaId", r.sale_id AS "saleId", r.user_id AS "userId", r.store_id AS "storeId",
  r.requested_by AS "requestedBy", r.status, r.payback, r.amount_minor AS "amountMinor", r.currency, r.restock, r.reason,
  r.rejection_reason AS "rejectionReason", r.decided_by AS "decidedBy", r.refusal_code AS "refusalCode",
  r.refusal_message AS "refusalMessage", r.created_at AS "createdAt", r.updated_at AS "updatedAt",
  r.completed_at AS "completedAt", r.version, given.lines`;

/** The lines of a refund `r`, looked up for each. */
export const REFUND_LINES = `CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('saleLineId', l.sale_line_id, 'productId', l.product_id, 'quantity', l.quantity,
      'amountMinor', l.amount_minor) ORDER BY l.position) AS lines
    FROM refund_line l WHERE l.refund_id = r.id) given`;

/** What steps need to know of a refund `r` and its sale `s`. */
export const REFUND_RECORD = `r.id, r.status, r.payback, r.refusal_code AS "refusalCode", r.refusal_message AS "refusalMessage",
  s.status AS "saleStatus"`;

type Moments = { createdAt: Date; updatedAt: Date; completedAt: Date | null };

/** A row of the columns above. */
export type RefundRow = Omit<Refund, 'error' | keyof Moments> &
  Moments & { payback: Payback; refusalCode: string | null; refusalMessage: string | null };

/** The row as the domain knows it. Why it cannot be paid is known before it has failed, and told when it has. */
export function toRefund(row: RefundRow): Refund {
  return {
    ...{ id: row.id, sagaId: row.sagaId, saleId: row.saleId, userId: row.userId, storeId: row.storeId },
    ...{ requestedBy: row.requestedBy, decidedBy: row.decidedBy, status: row.status, version: row.version },
    ...{ lines: row.lines, amountMinor: row.amountMinor, currency: row.currency, restock: row.restock },
    ...{ reason: row.reason, rejectionReason: row.rejectionReason },
    error: row.status === 'FAILED' ? row.refusalCode : null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    completedAt: row.completedAt && row.completedAt.toISOString(),
  };
}

export type RecordRow = RefundRecord & { id: string };

/** Records by the id of their refund. */
export const recordsOf = (rows: readonly RecordRow[]): Map<string, RefundRecord> =>
  new Map(
    rows.map(({ id, status, payback, refusalCode, refusalMessage, saleStatus }) => {
      return [id, { status, payback, refusalCode, refusalMessage, saleStatus }];
    }),
  );
