import type { Sale } from '../domain/sale.ts';

/** Columns of a sale `s` and its payment `p`, as `toSale` reads them. */
export const SALE = `s.id, s.number, s.saga_id AS "sagaId", s.kind, s.status, s.user_id AS "userId", s.store_id AS "storeId",
  s.total_minor AS "totalMinor", s.refunded_minor AS "refundedMinor", s.currency, s.created_at AS "createdAt",
  s.updated_at AS "updatedAt", s.confirmed_at AS "confirmedAt", s.cancelled_at AS "cancelledAt",
  s.refunded_at AS "refundedAt", s.version,
  p.id AS "paymentId", p.method, p.state, p.decline_code AS "declineCode", p.captured_at AS "capturedAt"`;

type Moments = {
  createdAt: Date;
  updatedAt: Date;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  refundedAt: Date | null;
};

/** A row of the columns above. */
export type SaleRow = Omit<Sale, 'payment' | keyof Moments> &
  Moments & {
    paymentId: string;
    method: Sale['payment']['method'];
    state: Sale['payment']['state'] | 'ASKED';
    declineCode: string | null;
    capturedAt: Date | null;
  };

const iso = (moment: Date | null): string | null => moment && moment.toISOString();

/** The row as the domain knows it. A payment that was asked for is pending to everybody outside. */
export function toSale(row: SaleRow): Sale {
  return {
    ...{ id: row.id, number: row.number, sagaId: row.sagaId, kind: row.kind, status: row.status },
    ...{ userId: row.userId, storeId: row.storeId, version: row.version },
    ...{ totalMinor: row.totalMinor, refundedMinor: row.refundedMinor, currency: row.currency },
    payment: {
      id: row.paymentId,
      method: row.method,
      state: row.state === 'ASKED' ? 'PENDING' : row.state,
      declineCode: row.declineCode,
      capturedAt: iso(row.capturedAt),
    },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    confirmedAt: iso(row.confirmedAt),
    cancelledAt: iso(row.cancelledAt),
    refundedAt: iso(row.refundedAt),
  };
}
