import { createHash } from 'node:crypto';
import { stockStream, type CatalogEventType, type DemoPlan, type DemoSale } from '@comptoir/contracts';
import { moveLines, stockKey, totalsByProduct, type Shelves } from '../domain/reservation.ts';

export type CatalogPlan = Pick<DemoPlan, 'categories' | 'stores' | 'products' | 'stock' | 'sales'>;

/** An event of the past. */
export type PastEvent = {
  streamId: string;
  streamType: string;
  streamVersion: number;
  type: CatalogEventType;
  data: Record<string, unknown>;
  correlationId: string;
  userId?: string;
  at: Date;
};

/** The first delivery of a product to a store: all that was ever received there. */
export type Delivery = { id: string; storeId: string; productId: string; received: number; at: Date };

/** How often a level changed and when it did last. */
export type Changes = { count: number; at: Date };

const HOLD_MS = 30_000;

/** The goods of a sale: products that its lines name twice are added up. */
export const goodsOf = ({ order }: DemoSale) =>
  totalsByProduct(order.lines).map(({ productId, quantity }) => ({ productId, quantity }));

/** A UUID of version 7 of that moment that follows from the text. */
function idOf(at: Date, text: string): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  const hash = createHash('sha256').update(text).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

export function deliveriesOf({ stores, products, stock }: CatalogPlan): Delivery[] {
  const opened = new Map(stores.map(({ id, openedAt }) => [id, openedAt.getTime()]));
  const created = new Map(products.map(({ id, createdAt }) => [id, createdAt.getTime()]));
  return stock
    .filter(({ received }) => received > 0)
    .map(({ storeId, productId, received }) => {
      const at = new Date(Math.max(opened.get(storeId) ?? 0, created.get(productId) ?? 0));
      return { id: idOf(at, `delivery ${storeId} ${productId}`), storeId, productId, received, at };
    });
}

/** What entered the catalogue and the stores before the first sale. */
function beginnings({ categories, stores, products }: CatalogPlan, deliveries: readonly Delivery[]): PastEvent[] {
  const founded = new Date(
    Math.min(...[...products.map((p) => p.createdAt), ...stores.map((s) => s.openedAt)].map(Number)),
  );
  const first = (streamType: string, id: string, at: Date) => ({
    streamId: id,
    streamType,
    streamVersion: 1,
    correlationId: id,
    at,
  });
  return [
    ...categories.map(({ id, code, name }): PastEvent => ({
      ...first('category', id, founded),
      type: 'CategoryCreated',
      data: { code, name },
    })),
    ...stores.map(({ id, name, address, timeZone, openedAt }): PastEvent => {
      return {
        ...first('store', id, openedAt),
        type: 'StoreOpened',
        data: { name, address, timeZone, openedAt: openedAt.toISOString() },
      };
    }),
    ...products.map(({ id, createdAt, ...facts }): PastEvent => {
      return {
        ...first('product', id, createdAt),
        type: 'ProductCreated',
        data: { ...facts, createdAt: createdAt.toISOString() },
      };
    }),
    ...deliveries.map(({ id, storeId, productId, received, at }): PastEvent => {
      const delivery = {
        adjustmentId: id,
        storeId,
        productId,
        delta: received,
        reason: 'RECEIVED',
        onHand: received,
        reserved: 0,
      };
      return {
        ...first('stock', stockStream.streamIdOf(storeId, productId), at),
        type: 'StockAdjusted',
        data: delivery,
      };
    }),
  ];
}

/** All that ever happened to the catalogue of the plan, in order of time, each sale with the figures of its moment. */
export function historyOf(
  plan: CatalogPlan,
  deliveries: readonly Delivery[],
): { events: PastEvent[]; changes: Map<string, Changes> } {
  const shelves: Shelves = new Map(
    deliveries.map((d) => [stockKey(d.storeId, d.productId), { onHand: d.received, reserved: 0 }]),
  );
  const changes = new Map(deliveries.map((d) => [stockKey(d.storeId, d.productId), { count: 1, at: d.at }]));
  const moments = plan.sales
    .flatMap((sale) => [
      { sale, at: sale.createdAt, sells: false },
      { sale, at: sale.confirmedAt, sells: true },
    ])
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const ofSales = moments.map(({ sale, at, sells }): PastEvent => {
    const { reservationId, sagaId, saleId, storeId, userId, correlationId } = sale.order;
    const lines = moveLines(
      shelves,
      storeId,
      goodsOf(sale),
      sells ? { onHand: -1, reserved: -1 } : { onHand: 0, reserved: 1 },
    );
    for (const { productId } of lines) {
      const key = stockKey(storeId, productId);
      changes.set(key, { count: (changes.get(key)?.count ?? 0) + 1, at });
    }
    const reservation = { sagaId, saleId, storeId, lines };
    const stream = { streamId: reservationId, streamType: 'reservation', correlationId, userId, at };
    if (sells) return { ...stream, streamVersion: 2, type: 'StockSold', data: reservation };
    const expiresAt = new Date(at.getTime() + HOLD_MS).toISOString();
    return { ...stream, streamVersion: 1, type: 'StockReserved', data: { ...reservation, expiresAt } };
  });
  const events = [...beginnings(plan, deliveries), ...ofSales].sort((a, b) => a.at.getTime() - b.at.getTime());
  return { events, changes };
}
