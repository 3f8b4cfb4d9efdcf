import { uuidv7 } from '@comptoir/kit';
import type { Settled } from '../../application/settlement-ports.ts';
import type { Refusal } from '../../domain/payback.ts';
import type { Refund } from '../../domain/refund.ts';
import type { SaleStatus } from '../../domain/sale.ts';
import { whatBecameOf, type Settlement } from '../../domain/settlement.ts';
import { metadataOf } from '../metadata.ts';
import { writeRefund } from '../refund-opening.ts';
import { REFUND, REFUND_LINES, toRefund, type RefundRow } from '../refund-rows.ts';
import { append, originOf, type Ground, type KeptLine } from './ground.ts';
import { orderReplacement } from './replacement.ts';
import { FREE_UNITS, ISSUE_CREDIT, LINES, MOVE_SETTLEMENT, REPLACEMENT_STATUS } from './statements.ts';

const REFUND_BY_ID = `
  SELECT ${REFUND} FROM (SELECT * FROM refund WHERE id = $1) r ${REFUND_LINES}`;

async function move({ client, order }: Ground, state: Settlement['state'], refusal: Refusal | null = null) {
  await client.query(MOVE_SETTLEMENT, [order.settlementId, state, refusal?.code ?? null, refusal?.message ?? null]);
  return { state, refusal, toApprove: null };
}

/** Makes of the units that are kept what was promised for them. */
export async function settleReserved(ground: Ground): Promise<Settled> {
  const { client, order } = ground;
  const { rows: lines } = await client.query<KeptLine>(LINES, [order.settlementId]);
  switch (order.resolution) {
    case 'STORE_CREDIT':
      await issueCredit(ground, lines);
      return move(ground, 'SETTLED');
    case 'REPLACEMENT':
      await orderReplacement(ground, lines);
      return move(ground, 'ORDERED');
    case 'REFUND': {
      const refund = await openRefund(ground, lines);
      return { ...(await move(ground, 'ORDERED')), toApprove: { refund, payment: ground.sale.payment } };
    }
    default:
      return order.resolution satisfies never;
  }
}

async function issueCredit({ client, order, sale, happened }: Ground, lines: readonly KeptLine[]): Promise<void> {
  const { settlementId: id, complaintId } = order;
  const { id: saleId, userId, currency } = sale;
  const amountMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  const values = [id, userId, complaintId, saleId, amountMinor, currency];
  const [issued] = (await client.query<{ issuedAt: Date; expiresAt: Date }>(ISSUE_CREDIT, values)).rows;
  if (!issued) throw new Error(`Store credit ${id} was not written.`);
  const data = {
    ...{ userId, amountMinor, currency, complaintId, saleId },
    ...{ expiresAt: issued.expiresAt.toISOString(), issuedAt: issued.issuedAt.toISOString() },
  };
  const stream = { streamId: id, streamType: 'store-credit', streamVersion: 1 };
  await append(client, { ...stream, type: 'StoreCreditIssued', data, metadata: metadataOf(originOf(order)) });
  happened.credits.push({ id, userId, complaintId, amountMinor, currency });
}

/** The units go over to a refund, which holds them itself. What is complained of does not go back to the shelf. */
async function openRefund({ client, order, sale, happened }: Ground, lines: readonly KeptLine[]): Promise<Refund> {
  const { settlementId: refundId, resolvedBy } = order;
  await client.query(FREE_UNITS, [refundId, sale.id]);
  const opening = {
    ...{ refundId, saleId: sale.id, sagaId: uuidv7(), requestedBy: resolvedBy, restock: false, reason: null },
    // Keys of people hold no control characters: none stands in the way of this one.
    ...{ idempotencyKey: `ComplaintResolved\t${refundId}`, origin: originOf(order) },
  };
  const given = lines.map(({ productName: _, ...line }) => line);
  const refund = await writeRefund(client, opening, given);
  happened.refunds.push(refund);
  return refund;
}

/** Looks what became of the refund or the replacement: settled, refused with all of it undone, or on its way. */
export async function lookAfter(ground: Ground): Promise<Settled> {
  return ground.order.resolution === 'REFUND' ? lookAfterRefund(ground) : lookAfterReplacement(ground);
}

async function lookAfterRefund(ground: Ground): Promise<Settled> {
  const { client, order, sale } = ground;
  const [row] = (await client.query<RefundRow>(REFUND_BY_ID, [order.settlementId])).rows;
  if (!row) throw new Error(`There is no refund ${order.settlementId}.`);
  const refund = toRefund(row);
  switch (whatBecameOf(refund.status)) {
    case 'SETTLED':
      return move(ground, 'SETTLED');
    // Its units are free again since it ended.
    case 'REFUSED':
      return move(ground, 'REFUSED', {
        code: row.refusalCode ?? 'REFUND_REJECTED',
        message: row.refusalMessage ?? 'Somebody has rejected the refund.',
      });
    default: {
      const toApprove = refund.status === 'REQUESTED' ? { refund, payment: sale.payment } : null;
      return { state: 'ORDERED', refusal: null, toApprove };
    }
  }
}

async function lookAfterReplacement(ground: Ground): Promise<Settled> {
  const { client, order, sale } = ground;
  const [row] = (await client.query<{ status: SaleStatus }>(REPLACEMENT_STATUS, [order.settlementId])).rows;
  if (!row) throw new Error(`There is no replacement sale ${order.settlementId}.`);
  switch (whatBecameOf(row.status)) {
    case 'SETTLED':
      return move(ground, 'SETTLED');
    case 'REFUSED':
      await client.query(FREE_UNITS, [order.settlementId, sale.id]);
      return move(ground, 'REFUSED', {
        code: 'REPLACEMENT_CANCELLED',
        message: 'The replacement could not be sent: its sale was cancelled.',
      });
    default:
      return { state: 'ORDERED', refusal: null, toApprove: null };
  }
}
