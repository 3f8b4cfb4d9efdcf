import type { RefundLine } from '@comptoir/contracts';
import { inTransaction, isConflict, type Pool, type PoolClient } from '@comptoir/database';
import { appendEvents } from '@comptoir/messaging';
import type { RefundOpening, RefundStore } from '../application/refund-ports.ts';
import { done, refused, type Outcome } from '../domain/problems.ts';
import { keyOfAnotherSale, type Refund, type RefundableLine } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import { metadataOf } from './metadata.ts';
import { REFUND, REFUND_LINES, toRefund, type RefundRow } from './refund-rows.ts';
import { SALE, toSale, type SaleRow } from './sale-rows.ts';

/** $1 the sale. */
const LOCK_SALE = `
  SELECT ${SALE} FROM (SELECT * FROM sale WHERE id = $1 FOR UPDATE) s
  CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = s.id OFFSET 0) p`;

const LOCK_LINES = `
  SELECT id AS "lineId", product_id AS "productId", product_name AS "productName", quantity, unit_price_minor AS "unitPriceMinor",
    refunded_quantity AS "refundedQuantity", refund_pending AS "refundPending", settled_quantity AS "settledQuantity"
  FROM sale_line WHERE sale_id = $1 ORDER BY position FOR UPDATE`;

const REFUND_OF_KEY = `SELECT ${REFUND} FROM refund r ${REFUND_LINES} WHERE r.requested_by = $1 AND r.idempotency_key = $2`;

/** The refund, its lines in the order of the sale, and the units that no other refund gets. */
const OPEN_REFUND = `
  WITH opened AS (
    INSERT INTO refund (id, saga_id, sale_id, user_id, store_id, requested_by, idempotency_key, amount_minor, currency, restock, reason,
      created_at, updated_at)
    SELECT $1, $2, s.id, s.user_id, s.store_id, $4, $5, $6, s.currency, $7, $8, now.at, now.at
    FROM sale s CROSS JOIN (SELECT clock_timestamp()::timestamptz(3) AS at OFFSET 0) now WHERE s.id = $3
    RETURNING *
  ), given AS (
    INSERT INTO refund_line (refund_id, position, sale_line_id, product_id, quantity, amount_minor)
    SELECT $1, sl.position, l.sale_line_id, l.product_id, l.quantity, l.amount_minor
    FROM unnest($9::uuid[], $10::uuid[], $11::int[], $12::bigint[]) AS l(sale_line_id, product_id, quantity, amount_minor)
    JOIN sale_line sl ON sl.sale_id = $3 AND sl.id = l.sale_line_id
  ), reserved AS (
    UPDATE sale_line sl SET refund_pending = sl.refund_pending + l.quantity
    FROM unnest($9::uuid[], $11::int[]) AS l(sale_line_id, quantity) WHERE sl.sale_id = $3 AND sl.id = l.sale_line_id
  )
  SELECT ${REFUND} FROM opened r CROSS JOIN (SELECT NULL AS lines) given`;

/** The sale and then its lines, locked; null where there is none. */
export async function lockSale(
  client: PoolClient,
  saleId: string,
): Promise<{ sale: Sale; lines: RefundableLine[] } | null> {
  const { rows } = await client.query<SaleRow>(LOCK_SALE, [saleId]);
  const { rows: lines } = await client.query<RefundableLine>(LOCK_LINES, [saleId]);
  return rows[0] ? { sale: toSale(rows[0]), lines } : null;
}

/** Opens refunds; see RefundStore.open. */
export function refundOpening(pool: Pool, announce: (refund: Refund) => void): RefundStore['open'] {
  async function known({ requestedBy, idempotencyKey }: RefundOpening, client: Pool | PoolClient = pool) {
    const { rows } = await client.query<RefundRow>(REFUND_OF_KEY, [requestedBy, idempotencyKey]);
    return rows[0] && toRefund(rows[0]);
  }
  const again = (before: Refund, { saleId }: RefundOpening): Outcome<Refund> =>
    before.saleId === saleId ? done(before) : refused(keyOfAnotherSale);

  return async (opening, plan) => {
    try {
      const { outcome, isNew } = await inTransaction(pool, async (client) => {
        const locked = await lockSale(client, opening.saleId);
        const before = await known(opening, client);
        if (before) return { outcome: again(before, opening), isNew: false };
        if (!locked) throw new Error(`There is no sale ${opening.saleId} to be refunded.`);
        const planned = plan(locked.sale, locked.lines);
        if (!planned.ok) return { outcome: refused(planned.problem), isNew: false };
        return { outcome: done(await writeRefund(client, opening, planned.value)), isNew: true };
      });
      if (outcome.ok && isNew) announce(outcome.value);
      return outcome;
    } catch (error) {
      // The one key that can be taken: the same person asked under it for another sale at this moment.
      const other = isConflict(error) ? await known(opening) : undefined;
      if (other) return again(other, opening);
      throw error;
    }
  };
}

/** The refund, its event, and its units reserved; its sale is locked. */
export async function writeRefund(client: PoolClient, opening: RefundOpening, lines: RefundLine[]): Promise<Refund> {
  const { refundId, sagaId, saleId, requestedBy, idempotencyKey, restock, reason, origin } = opening;
  const { rows } = await client.query<RefundRow>(OPEN_REFUND, [
    ...[refundId, sagaId, saleId, requestedBy, idempotencyKey],
    ...[lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0), restock, reason],
    lines.map(({ saleLineId }) => saleLineId),
    lines.map(({ productId }) => productId),
    lines.map(({ quantity }) => quantity),
    lines.map(({ amountMinor }) => amountMinor),
  ]);
  if (!rows[0]) throw new Error(`Refund ${refundId} was not written.`);
  const refund = toRefund({ ...rows[0], lines });
  const { userId, storeId, amountMinor, currency, createdAt: requestedAt } = refund;
  const data = {
    ...{ saleId, userId, storeId, amountMinor, currency, sagaId, lines, restock, reason, requestedBy, requestedAt },
  };
  const event = { streamId: refundId, streamType: 'refund', streamVersion: 1, type: 'RefundRequested' as const };
  if (!(await appendEvents(client, [{ ...event, data, metadata: metadataOf(origin) }])))
    throw new Error(`The stream of refund ${refundId} was written before it was opened.`);
  return refund;
}
