import type { ResolutionOrder, SaleOrder } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import type { Sale } from '../../domain/sale.ts';
import { metadataOf } from '../metadata.ts';
import { openSales } from '../sale-store.ts';
import { append, originOf, type Ground, type KeptLine } from './ground.ts';

const ORDERED = `
  UPDATE sale SET version = version + 1, updated_at = greatest(clock_timestamp()::timestamptz(3), updated_at) WHERE id = $1
  RETURNING version, updated_at AS "orderedAt"`;

/** The same goods of the same store again, at no charge. All ids that its saga needs are drawn now. */
function replacementOf(
  order: ResolutionOrder,
  { userId, storeId, currency, payment }: Sale,
  lines: readonly KeptLine[],
): SaleOrder {
  return {
    ...{ sagaId: uuidv7(), saleId: order.settlementId, reservationId: uuidv7(), paymentId: uuidv7() },
    ...{ userId, storeId, kind: 'REPLACEMENT', totalMinor: 0, currency, simulate: null },
    lines: lines.map(({ productId, productName, quantity }) => ({
      ...{ lineId: uuidv7(), productId, productName, quantity, unitPriceMinor: 0 },
    })),
    payment: { method: payment.method, token: null },
    ...{ correlationId: order.correlationId, traceparent: order.traceparent },
  };
}

/** Opens the replacement sale and tells of it on its stream: its saga begins with that event. */
export async function orderReplacement(
  { client, order, sale, happened }: Ground,
  lines: readonly KeptLine[],
): Promise<void> {
  const replacement = replacementOf(order, sale, lines);
  const [opened] = await openSales(client, [replacement]);
  if (!opened) throw new Error(`Sale ${replacement.saleId} is there before it was ordered.`);
  const [row] = (await client.query<{ version: number; orderedAt: Date }>(ORDERED, [opened.id])).rows;
  if (!row) throw new Error(`Sale ${opened.id} was not written.`);
  const orderedAt = row.orderedAt.toISOString();
  const { sagaId, reservationId, userId, storeId, totalMinor, currency, paymentId, payment } = replacement;
  await append(client, {
    ...{ streamId: opened.id, streamType: 'sale', streamVersion: row.version, type: 'ReplacementOrdered' },
    data: {
      ...{ number: opened.number, userId, storeId, totalMinor, currency, sagaId, reservationId },
      ...{ payment: { paymentId, method: payment.method }, lines: replacement.lines },
      ...{ complaintId: order.complaintId, replacesSaleId: sale.id, orderedAt },
    },
    metadata: metadataOf(originOf(order)),
  });
  happened.sales.push(opened, { ...opened, version: row.version, updatedAt: orderedAt });
}
