import { refundStream } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import type { RefundKey, RefundMoved, RefundMoveRequest, RefundStore } from '../application/refund-ports.ts';
import { REFUND_MOVES } from '../domain/refund-moves.ts';
import type { RefundRecord } from '../domain/payback.ts';
import type { Refund } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import { metadataOf } from './metadata.ts';
import { paidRefunds } from './paid-refunds.ts';
import { refundOpening } from './refund-opening.ts';
import { recordsOf, toRefund, type RecordRow, type RefundRow } from './refund-rows.ts';
import { CLAIM_PAYBACKS, LOCK_REFUNDS, MOVE_REFUNDS, REFUSE_PAYBACKS } from './refund-statements.ts';

type MovedRow = RefundRow & Pick<RefundRecord, 'saleStatus'> & { moves: boolean; type: string; data: object };

/** What fails without a reason of its own was given up before the provider was asked. */
const GIVEN_UP = { code: 'REFUND_GIVEN_UP', message: 'The refund was given up before it was paid back.' };

/** The order in which rows are locked: by sale, and in a sale by refund. */
function inLockOrder<T extends RefundKey>(refunds: readonly T[]): T[] {
  const key = ({ saleId, refundId }: RefundKey) => saleId + refundId;
  return [...refunds].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function moveParameters(requests: readonly RefundMoveRequest[]): unknown[] {
  const moves = requests.map(({ move }) => ({ ...REFUND_MOVES[move], givenUp: move === 'fail' ? GIVEN_UP : null }));
  return [
    requests.map(({ saleId }) => saleId),
    requests.map(({ refundId }) => refundId),
    moves.map(({ from }) => from),
    moves.map(({ to }) => to),
    moves.map(({ payback }) => JSON.stringify(payback)),
    moves.map(({ frees }) => frees),
    requests.map(({ expectedVersion }) => expectedVersion ?? null),
    requests.map(({ decidedBy }) => decidedBy ?? null),
    requests.map(({ rejectionReason }) => rejectionReason ?? null),
    moves.map(({ givenUp }) => givenUp?.code ?? null),
    moves.map(({ givenUp }) => givenUp?.message ?? null),
    requests.map(() => uuidv7()),
    moves.map(({ event }) => event),
    moves.map(({ at }) => at),
    requests.map(({ data }) => JSON.stringify(data)),
    requests.map(({ origin }) => JSON.stringify(metadataOf(origin))),
  ];
}

/** The refund behind its move: what its events add up to. */
function behind(row: MovedRow): RefundMoved {
  const { moves, type, data, saleStatus, payback, refusalCode, refusalMessage } = row;
  const before = toRefund(row);
  const after = moves ? refundStream.apply(before, { type, data } as refundStream.RefundStreamEvent) : before;
  const refund = { ...before, ...after };
  return { moved: moves, refund, record: { status: refund.status, payback, refusalCode, refusalMessage, saleStatus } };
}

export type Announcements = { sales(sales: Sale[]): void; refunds(refunds: Refund[]): void };

/** Refunds in PostgreSQL; `announce` hears of every new version of a refund or a sale after its commit. */
export function postgresRefundStore(pool: Pool, announce: Announcements): RefundStore {
  async function read(statement: string, refunds: readonly RefundKey[]): Promise<Map<string, RefundRecord>> {
    if (refunds.length === 0) return new Map();
    const { rows } = await pool.query<RecordRow>(statement, keysOf(inLockOrder(refunds)));
    return recordsOf(rows);
  }

  return {
    open: refundOpening(pool, (refund) => announce.refunds([refund])),
    async move(requests) {
      if (requests.length === 0) return new Map();
      const { rows } = await pool.query<MovedRow>(MOVE_REFUNDS, moveParameters(inLockOrder(requests)));
      const results = rows.map(behind);
      announce.refunds(results.flatMap(({ moved, refund }) => (moved ? [refund] : [])));
      return new Map(results.map((result) => [result.refund.id, result]));
    },
    records: (refunds) => read(LOCK_REFUNDS, refunds),
    claimPaybacks: (refunds) => read(CLAIM_PAYBACKS, refunds),
    async refuse(refusals) {
      if (refusals.length === 0) return new Map();
      const sorted = inLockOrder(refusals);
      const codes = sorted.map(({ refusal }) => refusal.code);
      const messages = sorted.map(({ refusal }) => refusal.message);
      const { rows } = await pool.query<RecordRow>(REFUSE_PAYBACKS, [...keysOf(sorted), codes, messages]);
      return recordsOf(rows);
    },
    pay: paidRefunds(pool, announce.sales),
  };
}

const keysOf = (refunds: readonly RefundKey[]): string[][] => [
  refunds.map(({ saleId }) => saleId),
  refunds.map(({ refundId }) => refundId),
];
