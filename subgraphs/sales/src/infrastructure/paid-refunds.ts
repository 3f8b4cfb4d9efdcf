import type { Pool } from '@comptoir/database';
import { groupBy, uuidv7 } from '@comptoir/kit';
import type { Origin, RefundKey, RefundStore } from '../application/refund-ports.ts';
import type { Payback, RefundRecord } from '../domain/payback.ts';
import type { RefundStatus } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import { metadataOf } from './metadata.ts';
import { PAY_REFUNDS } from './refund-statements.ts';
import { toSale, type SaleRow } from './sale-rows.ts';

type Paid = RefundKey & { origin: Origin };

type PaidRow = SaleRow & {
  refund_id: string;
  amount: number;
  refund_status: RefundStatus;
  payback: Payback;
  refusal_code: string | null;
  refusal_message: string | null;
  moves: boolean;
  next_status: 'PARTIALLY_REFUNDED' | 'REFUNDED';
  at: Date;
};

/** Writes what was paid back; see RefundStore.pay. */
export function paidRefunds(pool: Pool, announce: (sales: Sale[]) => void): RefundStore['pay'] {
  async function write(refunds: readonly Paid[]): Promise<[string, RefundRecord][]> {
    const { rows } = await pool.query<PaidRow>(PAY_REFUNDS, [
      refunds.map(({ saleId }) => saleId),
      refunds.map(({ refundId }) => refundId),
      refunds.map(() => uuidv7()),
      refunds.map(({ origin }) => JSON.stringify(metadataOf(origin))),
    ]);
    announce(rows.flatMap((row) => (row.moves ? [saleBehind(row)] : [])));
    return rows.map((row) => [row.refund_id, recordBehind(row)]);
  }

  return async (refunds) => {
    const records = new Map<string, RefundRecord>();
    for (const round of roundsOf(refunds))
      for (const [refundId, record] of await write(round)) records.set(refundId, record);
    return records;
  };
}

/** Refunds of one sale change it one after the other, each with a version of its own: mostly there is one round. */
function roundsOf(refunds: readonly Paid[]): Paid[][] {
  const rounds: Paid[][] = [];
  const bySale = [...groupBy(refunds, ({ saleId }) => saleId)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, ofSale] of bySale) ofSale.forEach((refund, at) => (rounds[at] ??= []).push(refund));
  return rounds;
}

function saleBehind(row: PaidRow): Sale {
  const before = toSale(row);
  const moment = row.at.toISOString();
  return {
    ...before,
    status: row.next_status,
    refundedMinor: before.refundedMinor + row.amount,
    payment: { ...before.payment, state: row.next_status },
    ...{ refundedAt: moment, updatedAt: moment, version: before.version + 1 },
  };
}

const recordBehind = (row: PaidRow): RefundRecord => ({
  status: row.refund_status,
  payback: row.moves ? 'PAID' : row.payback,
  refusalCode: row.refusal_code,
  refusalMessage: row.refusal_message,
  saleStatus: row.moves ? row.next_status : row.status,
});
