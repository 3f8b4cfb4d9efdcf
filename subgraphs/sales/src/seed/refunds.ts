import type { DemoRefund, DemoSale } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';
import { newTextKey, sealText } from '@comptoir/kit';
import { insert } from './insert.ts';

export type PersonKey = { userId: string; key: Uint8Array; createdAt: Date };

export type SeedEvent = {
  streamId: string;
  streamType: 'sale' | 'refund';
  version: number;
  type: string;
  data: object;
  correlationId: string;
  userId: string;
  at: Date;
};

/**
 * The sales with the reasons of their refunds sealed, and the keys. These are drawn, so that of the people of the demo chain too nothing
 * can be read once they are forgotten.
 */
export function sealReasons(sales: readonly DemoSale[]): { sealed: DemoSale[]; keys: PersonKey[] } {
  const keys = new Map<string, PersonKey>();
  const sealed = sales.map((sale) => {
    const { refund } = sale;
    if (!refund) return sale;
    const { userId, refundId } = refund.order;
    const { key } = keys.get(userId) ?? { key: newTextKey() };
    keys.set(userId, { userId, key, createdAt: refund.requestedAt });
    return { ...sale, refund: { ...refund, reason: sealText(key, refund.reason, refundId) } };
  });
  return { sealed, keys: [...keys.values()] };
}

const statusOf = ({ decision, completedAt }: DemoRefund): string =>
  completedAt ? 'COMPLETED' : decision ? 'REJECTED' : 'REQUESTED';

const halfway = (from: Date, to: Date): Date => new Date(Math.round((from.getTime() + to.getTime()) / 2));

/** What was paid back of a sale, and how it stands since; null where nothing was. */
export function paidOf({ order, refund }: DemoSale) {
  if (!refund?.completedAt || !refund.decision) return null;
  const units = (lines: readonly { quantity: number }[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    status: units(refund.order.lines) === units(order.lines) ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
    amountMinor: refund.order.amountMinor,
    at: halfway(refund.decision.at, refund.completedAt),
  };
}

const refundsIn = (sales: readonly DemoSale[]): DemoRefund[] => sales.flatMap(({ refund }) => refund ?? []);

/** The refunds of the past, their lines, and the keys of what people wrote about them. */
export async function seedRefunds(
  client: PoolClient,
  sales: readonly DemoSale[],
  keys: readonly PersonKey[],
): Promise<void> {
  const refunds = refundsIn(sales);
  await insert(
    client,
    `refund (id, saga_id, sale_id, user_id, store_id, requested_by, idempotency_key, status, payback, amount_minor, currency, restock,
       reason, decided_by, created_at, updated_at, completed_at, version)`,
    `SELECT id, saga_id, sale_id, user_id, store_id, user_id, 'seed ' || id, status, CASE status WHEN 'COMPLETED' THEN 'PAID' ELSE 'NONE' END,
       amount, currency, restock, reason, decided_by, created_at, coalesce(completed_at, decided_at, created_at), completed_at,
       CASE status WHEN 'COMPLETED' THEN 3 WHEN 'REJECTED' THEN 2 ELSE 1 END`,
    refunds,
    {
      id: ['uuid', ({ order }) => order.refundId],
      saga_id: ['uuid', ({ order }) => order.sagaId],
      sale_id: ['uuid', ({ order }) => order.saleId],
      user_id: ['uuid', ({ order }) => order.userId],
      store_id: ['uuid', ({ order }) => order.storeId],
      status: ['text', statusOf],
      amount: ['bigint', ({ order }) => order.amountMinor],
      currency: ['text', ({ order }) => order.currency],
      restock: ['boolean', ({ order }) => order.restock],
      reason: ['text', ({ reason }) => reason],
      decided_by: ['uuid', ({ decision }) => decision?.by ?? null],
      created_at: ['timestamptz', ({ requestedAt }) => requestedAt],
      decided_at: ['timestamptz', ({ decision }) => decision?.at ?? null],
      completed_at: ['timestamptz', ({ completedAt }) => completedAt],
    },
  );
  await insert(
    client,
    'refund_line (refund_id, position, sale_line_id, product_id, quantity, amount_minor)',
    'SELECT refund_id, position, sale_line_id, product_id, quantity, amount',
    sales.flatMap(({ order, refund }) =>
      (refund?.order.lines ?? []).map((line) => {
        const position = order.lines.findIndex(({ lineId }) => lineId === line.saleLineId);
        return { refundId: refund?.order.refundId, position, ...line };
      }),
    ),
    {
      refund_id: ['uuid', (line) => line.refundId],
      position: ['smallint', (line) => line.position],
      sale_line_id: ['uuid', (line) => line.saleLineId],
      product_id: ['uuid', (line) => line.productId],
      quantity: ['int', (line) => line.quantity],
      amount: ['bigint', (line) => line.amountMinor],
    },
  );
  await insert(client, 'person_key (person_id, key, created_at)', 'SELECT person_id, key, created_at', keys, {
    person_id: ['uuid', ({ userId }) => userId],
    key: ['bytea', ({ key }) => key],
    created_at: ['timestamptz', ({ createdAt }) => createdAt],
  });
}

/** The events of what was asked back of a sale. */
export function refundEvents(sale: DemoSale): SeedEvent[] {
  const { refund, order } = sale;
  if (!refund) return [];
  const { refundId, saleId, userId, storeId, amountMinor, currency, sagaId, lines, restock, correlationId } =
    refund.order;
  const { requestedAt, decision, completedAt } = refund;
  const payment = { paymentId: refund.order.paymentId, method: refund.order.method };
  const facts = { saleId, userId, storeId, amountMinor, currency };
  const stream = { streamId: refundId, streamType: 'refund', correlationId } as const;
  const requested = {
    ...{ ...facts, sagaId, lines, restock, reason: refund.reason, requestedBy: userId, requestedAt },
  };
  const events: SeedEvent[] = [
    { ...stream, version: 1, type: 'RefundRequested', data: requested, userId, at: requestedAt },
  ];
  if (!decision) return events;
  const decided = { ...stream, version: 2, userId: decision.by, at: decision.at };
  const rejected = { ...facts, reason: null, rejectedBy: decision.by, rejectedAt: decision.at };
  const paid = paidOf(sale);
  if (!paid || !completedAt) return [...events, { ...decided, type: 'RefundRejected', data: rejected }];
  const approved = { ...facts, sagaId, payment, lines, restock, approvedBy: decision.by, approvedAt: decision.at };
  const given = lines.map(({ saleLineId: lineId, quantity }) => ({ lineId, quantity }));
  const back = { ...payment, amountMinor, currency, refundId, lines: given, refundedAt: paid.at };
  return [
    ...events,
    { ...decided, type: 'RefundApproved', data: approved },
    {
      ...stream,
      streamId: order.saleId,
      streamType: 'sale',
      version: 4,
      type: 'PaymentRefunded',
      data: back,
      userId,
      at: paid.at,
    },
    { ...stream, version: 3, type: 'RefundCompleted', data: { ...facts, completedAt }, userId, at: completedAt },
  ];
}

/** What the test provider paid back, in its own books; what is there already is left as it is. */
export async function seedPaybacks(client: PoolClient, sales: readonly DemoSale[]): Promise<void> {
  const paid = sales.flatMap((sale) => {
    const back = paidOf(sale);
    const isAsked = back && back.amountMinor > 0 && sale.order.payment.method !== 'STORE_CREDIT';
    return isAsked && sale.refund ? [{ ...back, refund: sale.refund.order }] : [];
  });
  await client.query(
    `WITH paid AS (
       INSERT INTO provider.refund (key, charge_id, amount_minor, created_at)
       SELECT r.key, c.id, r.amount, r.at FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::timestamptz[]) AS r(key, payment_key, amount, at)
       JOIN provider.charge c ON c.key = r.payment_key
       ON CONFLICT (key) DO NOTHING RETURNING charge_id, amount_minor, created_at
     ), counted AS (
       UPDATE provider.charge c SET refunded_minor = c.refunded_minor + p.amount_minor FROM paid p WHERE c.id = p.charge_id
     )
     INSERT INTO provider.entry (charge_id, kind, amount_minor, created_at)
     SELECT charge_id, 'REFUND', -amount_minor, created_at FROM paid ORDER BY created_at`,
    [
      paid.map(({ refund }) => refund.refundId),
      paid.map(({ refund }) => refund.paymentId),
      paid.map(({ amountMinor }) => amountMinor),
      paid.map(({ at }) => at),
    ],
  );
}
