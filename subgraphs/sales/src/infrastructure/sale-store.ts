import { saleStream, type SaleOrder } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import type { MoveRequest, SaleStore } from '../application/ports.ts';
import { MOVES } from '../domain/moves.ts';
import type { PaymentRecord, PaymentState } from '../domain/payment.ts';
import { saleOf, type Sale } from '../domain/sale.ts';
import { metadataOf } from './metadata.ts';
import { toSale, type SaleRow } from './sale-rows.ts';
import { CLAIM_CAPTURES, CLAIM_UNDOS, MOVE_SALES, OPEN_SALES } from './sale-statements.ts';

const { apply: fold } = saleStream;

const byId = (a: string, b: string): number => (a < b ? -1 : 1);

/** SaleCreated without number and moment, which the database gives. */
const createdBy = ({ sagaId, kind, userId, storeId, lines, totalMinor, currency, paymentId, payment }: SaleOrder) => ({
  ...{ sagaId, kind, userId, storeId, lines, totalMinor, currency },
  payment: { paymentId, method: payment.method },
});

function openParameters(orders: readonly SaleOrder[]): unknown[] {
  const lines = orders.flatMap(({ saleId, lines }) => lines.map((line, position) => ({ saleId, position, ...line })));
  return [
    orders.map((o) => o.saleId),
    orders.map((o) => o.sagaId),
    orders.map((o) => o.kind),
    orders.map((o) => o.userId),
    orders.map((o) => o.storeId),
    orders.map((o) => o.totalMinor),
    orders.map((o) => o.currency),
    orders.map((o) => o.paymentId),
    orders.map((o) => o.payment.method),
    orders.map(() => uuidv7()),
    orders.map((o) => JSON.stringify(createdBy(o))),
    orders.map((o) => JSON.stringify(metadataOf(o))),
    lines.map((l) => l.saleId),
    lines.map((l) => l.position),
    lines.map((l) => l.lineId),
    lines.map((l) => l.productId),
    lines.map((l) => l.productName),
    lines.map((l) => l.quantity),
    lines.map((l) => l.unitPriceMinor),
  ];
}

function moveParameters(requests: readonly MoveRequest[]): unknown[] {
  const moves = requests.map(({ move }) => MOVES[move]);
  return [
    requests.map(({ order }) => order.saleId),
    moves.map((move) => JSON.stringify(move.payment)),
    moves.map((move) => move.status),
    requests.map(({ declined }) => declined?.code ?? null),
    requests.map(({ declined }) => declined?.message ?? null),
    requests.map(({ refundedMinor }) => refundedMinor ?? null),
    requests.map(() => uuidv7()),
    moves.map((move) => move.event),
    moves.map((move) => move.at),
    requests.map(({ data }) => JSON.stringify(data)),
    requests.map(({ order }) => JSON.stringify(metadataOf(order))),
  ];
}

type MovedRow = SaleRow &
  PaymentRecord & {
    moves: boolean;
    next_state: PaymentState;
    decline_code: string | null;
    decline_message: string | null;
    type: string;
    data: object;
  };

/** The sale behind its move: what its events add up to. */
function applied(row: MovedRow): Sale {
  const before = { ...toSale(row), lines: [] };
  const after = fold(before, { type: row.type, data: row.data } as saleStream.SaleStreamEvent);
  return after ? saleOf(row.id, after) : before;
}

const paymentBehind = (row: MovedRow): PaymentRecord => ({
  state: row.moves ? row.next_state : row.state,
  declineCode: (row.moves && row.decline_code) || row.declineCode,
  declineMessage: (row.moves && row.decline_message) || row.declineMessage,
  undoAttempts: row.undoAttempts,
});

/** Opens the sales that do not exist yet, and answers them. */
export async function openSales(db: Pick<Pool, 'query'>, orders: readonly SaleOrder[]): Promise<Sale[]> {
  if (orders.length === 0) return [];
  type Opened = { id: string; number: number; createdAt: Date };
  const { rows } = await db.query<Opened>(OPEN_SALES, openParameters(orders));
  const opened = new Map(rows.map((row) => [row.id, row]));
  return orders.flatMap((order) => {
    const row = opened.get(order.saleId);
    if (!row) return [];
    const data = { ...createdBy(order), number: row.number, createdAt: row.createdAt.toISOString() };
    const sale = fold(saleStream.initial, { type: 'SaleCreated', data });
    return sale ? [saleOf(order.saleId, sale)] : [];
  });
}

/** Sales in PostgreSQL, by set-based statements; `announce` hears of every new version after its commit. */
export function postgresSaleStore(pool: Pool, announce: (sales: Sale[]) => void): SaleStore {
  async function claim(statement: string, saleIds: readonly string[]): Promise<Map<string, PaymentRecord>> {
    if (saleIds.length === 0) return new Map();
    const { rows } = await pool.query<PaymentRecord & { saleId: string }>(statement, [[...saleIds].sort(byId)]);
    return new Map(rows.map(({ saleId, ...record }) => [saleId, record]));
  }

  async function numbers(saleIds: readonly string[]): Promise<Map<string, number>> {
    if (saleIds.length === 0) return new Map();
    const { rows } = await pool.query<{ id: string; number: number }>(
      'SELECT id, number FROM sale WHERE id = ANY($1::uuid[])',
      [saleIds],
    );
    return new Map(rows.map(({ id, number }) => [id, number]));
  }

  return {
    numbers,
    existing: async (saleIds) => new Set((await numbers(saleIds)).keys()),
    async open(orders) {
      const sales = await openSales(pool, orders);
      announce(sales);
      return new Map(sales.map(({ id, number }) => [id, number]));
    },
    claimCaptures: (saleIds) => claim(CLAIM_CAPTURES, saleIds),
    claimUndos: (saleIds) => claim(CLAIM_UNDOS, saleIds),
    async move(requests) {
      if (requests.length === 0) return new Map();
      const sorted = [...requests].sort((a, b) => byId(a.order.saleId, b.order.saleId));
      const { rows } = await pool.query<MovedRow>(MOVE_SALES, moveParameters(sorted));
      const results = rows.map((row) => ({
        moved: row.moves,
        sale: row.moves ? applied(row) : toSale(row),
        payment: paymentBehind(row),
      }));
      announce(results.flatMap(({ moved, sale }) => (moved ? [sale] : [])));
      return new Map(results.map((result) => [result.sale.id, result]));
    },
  };
}
