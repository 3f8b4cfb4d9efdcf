import type { DemoPlan, DemoSale } from '@comptoir/contracts';
import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { catchUp, versionSql } from '@comptoir/messaging';
import { salesFigures } from './projections/sales-figures.ts';
import { insert } from './seed/insert.ts';
import { paidOf, refundEvents, sealReasons, seedPaybacks, seedRefunds, type SeedEvent } from './seed/refunds.ts';

/** Halfway: when the money came. */
const capturedAt = ({ createdAt, confirmedAt }: DemoSale): Date =>
  new Date(Math.round((createdAt.getTime() + confirmedAt.getTime()) / 2));

async function seedSales(client: PoolClient, sales: readonly DemoSale[]): Promise<void> {
  await insert(
    client,
    `sale (id, number, saga_id, kind, status, user_id, store_id, total_minor, refunded_minor, currency, created_at, updated_at,
       confirmed_at, refunded_at, version)`,
    `SELECT id, number, saga_id, kind, status, user_id, store_id, total, refunded, currency, created_at,
       coalesce(refunded_at, confirmed_at), confirmed_at, refunded_at, CASE WHEN refunded_at IS NULL THEN 3 ELSE 4 END`,
    sales,
    {
      id: ['uuid', ({ order }) => order.saleId],
      number: ['bigint', ({ number }) => number],
      saga_id: ['uuid', ({ order }) => order.sagaId],
      kind: ['text', ({ order }) => order.kind],
      user_id: ['uuid', ({ order }) => order.userId],
      store_id: ['uuid', ({ order }) => order.storeId],
      status: ['text', (sale) => paidOf(sale)?.status ?? 'CONFIRMED'],
      total: ['bigint', ({ order }) => order.totalMinor],
      refunded: ['bigint', (sale) => paidOf(sale)?.amountMinor ?? 0],
      refunded_at: ['timestamptz', (sale) => paidOf(sale)?.at ?? null],
      currency: ['text', ({ order }) => order.currency],
      created_at: ['timestamptz', ({ createdAt }) => createdAt],
      confirmed_at: ['timestamptz', ({ confirmedAt }) => confirmedAt],
    },
  );
  await insert(
    client,
    'sale_line (sale_id, position, id, product_id, product_name, quantity, unit_price_minor, refunded_quantity, refund_pending)',
    'SELECT sale_id, position, id, product_id, product_name, quantity, price, back, pending',
    sales.flatMap((sale) =>
      sale.order.lines.map((line, position) => ({
        saleId: sale.order.saleId,
        position,
        ...line,
        ...unitsAskedBack(sale, line.lineId),
      })),
    ),
    {
      sale_id: ['uuid', (line) => line.saleId],
      position: ['smallint', (line) => line.position],
      id: ['uuid', (line) => line.lineId],
      product_id: ['uuid', (line) => line.productId],
      product_name: ['text', (line) => line.productName],
      quantity: ['int', (line) => line.quantity],
      price: ['bigint', (line) => line.unitPriceMinor],
      back: ['int', (line) => line.back],
      pending: ['int', (line) => line.pending],
    },
  );
  await insert(
    client,
    'payment (sale_id, id, method, state, amount_minor, refunded_minor, currency, asked_at, captured_at)',
    'SELECT sale_id, id, method, state, amount, refunded, currency, asked_at, captured_at',
    sales,
    {
      sale_id: ['uuid', ({ order }) => order.saleId],
      id: ['uuid', ({ order }) => order.paymentId],
      method: ['text', ({ order }) => order.payment.method],
      state: ['text', (sale) => paidOf(sale)?.status ?? 'CAPTURED'],
      amount: ['bigint', ({ order }) => order.totalMinor],
      refunded: ['bigint', (sale) => paidOf(sale)?.amountMinor ?? 0],
      currency: ['text', ({ order }) => order.currency],
      asked_at: ['timestamptz', ({ createdAt }) => createdAt],
      captured_at: ['timestamptz', capturedAt],
    },
  );
  await client.query(`SELECT setval('sale_number', greatest((SELECT max(number) FROM sale), 1))`);
}

/** Of a line: units that came back, and those that somebody asks back. */
function unitsAskedBack({ refund }: DemoSale, lineId: string): { back: number; pending: number } {
  const units = refund?.order.lines.find(({ saleLineId }) => saleLineId === lineId)?.quantity ?? 0;
  return { back: refund?.completedAt ? units : 0, pending: refund?.decision ? 0 : units };
}

/** The events of a sale that went its happy way, and of what was asked back of it. */
function eventsOf(sale: DemoSale): SeedEvent[] {
  const { number, order, createdAt, confirmedAt } = sale;
  const { userId, storeId, totalMinor, currency, sagaId, kind, lines, paymentId, payment } = order;
  const facts = { number, userId, storeId, totalMinor, currency };
  const paid = { paymentId, method: payment.method };
  const captured = capturedAt(sale);
  const created = { ...facts, sagaId, kind, lines, payment: paid, createdAt };
  const stream = { streamId: order.saleId, streamType: 'sale', correlationId: order.correlationId, userId } as const;
  return [
    { ...stream, version: 1, type: 'SaleCreated', data: created, at: createdAt },
    {
      ...stream,
      version: 2,
      type: 'PaymentCaptured',
      data: { ...paid, amountMinor: totalMinor, currency, capturedAt: captured },
      at: captured,
    },
    { ...stream, version: 3, type: 'SaleConfirmed', data: { ...facts, confirmedAt }, at: confirmedAt },
    ...refundEvents(sale),
  ];
}

async function seedEvents(client: PoolClient, events: readonly SeedEvent[]): Promise<void> {
  await insert(
    client,
    'event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata, occurred_at)',
    `SELECT md5(type || ' ' || stream_id)::uuid, stream_id, stream_type, version, type, ${versionSql('type')}, data,
       jsonb_build_object('source', 'seed', 'correlationId', correlation_id, 'userId', user_id), at`,
    events,
    {
      stream_id: ['uuid', ({ streamId }) => streamId],
      stream_type: ['text', ({ streamType }) => streamType],
      version: ['int', ({ version }) => version],
      type: ['text', ({ type }) => type],
      data: ['jsonb', ({ data }) => JSON.stringify(data)],
      correlation_id: ['uuid', ({ correlationId }) => correlationId],
      user_id: ['uuid', ({ userId }) => userId],
      at: ['timestamptz', ({ at }) => at],
    },
  );
}

/** The books of the test provider over the same payments, in a commit of their own: a seed that broke off behind it goes on. */
async function seedProvider(client: PoolClient, sales: readonly DemoSale[]): Promise<void> {
  const paid = sales.filter(({ order }) => order.totalMinor > 0 && order.payment.method !== 'STORE_CREDIT');
  await insert(
    client,
    'provider.charge (key, method, token, amount_minor, currency, state, created_at)',
    `SELECT key, method, token, amount, currency, 'CAPTURED', at`,
    paid,
    {
      key: ['uuid', ({ order }) => order.paymentId],
      method: ['text', ({ order }) => order.payment.method],
      token: ['text', ({ order }) => order.payment.token],
      amount: ['bigint', ({ order }) => order.totalMinor],
      currency: ['text', ({ order }) => order.currency],
      at: ['timestamptz', capturedAt],
    },
    'ON CONFLICT (key) DO NOTHING',
  );
  await client.query(
    `INSERT INTO provider.entry (charge_id, kind, amount_minor, created_at)
     SELECT id, 'CAPTURE', amount_minor, created_at FROM provider.charge c
     WHERE NOT EXISTS (SELECT FROM provider.entry e WHERE e.charge_id = c.id) ORDER BY id`,
  );
}

/** Writes the sales of the demo chain with lines, payments, refunds, events and figures, a few statements in all. Once only: on an empty database. */
export async function seed(pool: Pool, { sales }: Pick<DemoPlan, 'sales'>): Promise<void> {
  await inTransaction(pool, async (client) => {
    await seedProvider(client, sales);
    await seedPaybacks(client, sales);
  });
  const { sealed, keys } = sealReasons(sales);
  const events = sealed.flatMap(eventsOf).sort((a, b) => a.at.getTime() - b.at.getTime());
  await inTransaction(pool, async (client) => {
    await seedSales(client, sales);
    await seedRefunds(client, sealed, keys);
    await seedEvents(client, events);
  });
  await catchUp(pool, salesFigures);
}
