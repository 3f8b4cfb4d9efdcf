import { createHash } from 'node:crypto';
import { stockStream, type CatalogEventType, type DemoPlan, type DemoRefund, type DemoSale } from '@comptoir/contracts';
import { takeBack, type Level } from '../domain/returns.ts';
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

/** How often a level changed, how often goods came back to it, and when it changed last. */
export type Changes = { count: number; returns: number; at: Date };

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
  const changes = new Map(
    deliveries.map((d): [string, Changes] => [stockKey(d.storeId, d.productId), { count: 1, returns: 0, at: d.at }]),
  );
  const moments = plan.sales
    .flatMap(({ refund, ...sale }): Moment[] => [
      { sale, at: sale.createdAt, kind: 'holds' },
      { sale, at: sale.confirmedAt, kind: 'sells' },
      ...(refund?.completedAt && refund.order.restock
        ? [{ sale, refund, at: restockedAt(refund.completedAt), kind: 'takes back' } as const]
        : []),
    ])
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const ofSales = moments.flatMap((moment): PastEvent[] =>
    moment.kind === 'takes back' ? returnsOf(moment, shelves, changes) : [moveOf(moment, shelves, changes)],
  );
  const events = [...beginnings(plan, deliveries), ...ofSales].sort((a, b) => a.at.getTime() - b.at.getTime());
  return { events, changes };
}

type Moment =
  | { kind: 'holds' | 'sells'; sale: DemoSale; at: Date }
  | { kind: 'takes back'; sale: DemoSale; refund: DemoRefund; at: Date };

/** A moment before the refund was completed. */
const restockedAt = (completedAt: Date): Date => new Date(completedAt.getTime() - 50);

/** Goods are held for a sale, or sold. */
function moveOf(
  { kind, sale, at }: Extract<Moment, { kind: 'holds' | 'sells' }>,
  shelves: Shelves,
  changes: Map<string, Changes>,
): PastEvent {
  const { reservationId, sagaId, saleId, storeId, userId, correlationId } = sale.order;
  const sells = kind === 'sells';
  const lines = moveLines(
    shelves,
    storeId,
    goodsOf(sale),
    sells ? { onHand: -1, reserved: -1 } : { onHand: 0, reserved: 1 },
  );
  for (const { productId } of lines) {
    const key = stockKey(storeId, productId);
    const { count = 0, returns = 0 } = changes.get(key) ?? {};
    changes.set(key, { count: count + 1, returns, at });
  }
  const reservation = { sagaId, saleId, storeId, lines };
  const stream = { streamId: reservationId, streamType: 'reservation', correlationId, userId, at };
  if (sells) return { ...stream, streamVersion: 2, type: 'StockSold', data: reservation };
  const expiresAt = new Date(at.getTime() + HOLD_MS).toISOString();
  return { ...stream, streamVersion: 1, type: 'StockReserved', data: { ...reservation, expiresAt } };
}

/** Goods of a refund go back on the shelf, as the step of its saga puts them there. */
function returnsOf(
  { refund, at }: Extract<Moment, { kind: 'takes back' }>,
  shelves: Shelves,
  changes: Map<string, Changes>,
): PastEvent[] {
  const { refundId, saleId, storeId, userId, correlationId } = refund.order;
  const levels = new Map(
    refund.order.lines.map(({ productId }): [string, Level] => {
      const key = stockKey(storeId, productId);
      const { onHand, reserved } = shelves.get(key) ?? { onHand: 0, reserved: 0 };
      return [key, { onHand, reserved, streamVersion: 1 + (changes.get(key)?.returns ?? 0) }];
    }),
  );
  return takeBack([refund.order], levels).map(({ productId, quantity, onHand, reserved, streamVersion }) => {
    const key = stockKey(storeId, productId);
    const { count = 0, returns = 0 } = changes.get(key) ?? {};
    shelves.set(key, { onHand, reserved });
    changes.set(key, { count: count + 1, returns: returns + 1, at });
    return {
      ...{ streamId: stockStream.streamIdOf(storeId, productId), streamType: 'stock', streamVersion },
      ...{ type: 'StockReturned', correlationId, userId, at },
      data: { refundId, saleId, storeId, productId, quantity, onHand, reserved },
    };
  });
}
