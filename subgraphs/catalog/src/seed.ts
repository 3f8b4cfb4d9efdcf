import { inTransaction, type Pool } from '@comptoir/database';
import { stockKey } from './domain/reservation.ts';
import { nameKey, wordsOf } from './domain/text.ts';
import { deliveriesOf, goodsOf, historyOf, type CatalogPlan } from './seed/history.ts';
import * as insert from './seed/statements.ts';

/** Arrays as PostgreSQL reads them; the elements need no quotes but these. */
const arrayOf = (values: readonly (string | number)[]): string => `{${values.map((value) => `"${value}"`).join(',')}}`;

/**
 * Writes the catalogue of the demo chain: state, and the events that led to it, a statement a table. Once only: not on a
 * database that has products.
 */
export async function seed(pool: Pool, plan: CatalogPlan): Promise<void> {
  const deliveries = deliveriesOf(plan);
  const { events, changes } = historyOf(plan, deliveries);
  const { categories: c, stores: s, products: p } = plan;
  const levels = plan.stock.map((level) => ({
    ...level,
    changes: changes.get(stockKey(level.storeId, level.productId)),
  }));
  const sales = plan.sales.map((sale) => ({ ...sale, goods: goodsOf(sale) }));

  // All of it is made before the transaction begins: the server ends one that waits for long.
  const statements: [string, unknown[]][] = [
    [insert.CATEGORIES, [c.map((x) => x.id), c.map((x) => x.code), c.map((x) => x.name)]],
    [
      insert.STORES,
      [
        s.map((x) => x.id),
        s.map((x) => x.name),
        s.map((x) => nameKey(x.name)),
        s.map((x) => x.address),
        s.map((x) => x.timeZone),
        s.map((x) => x.openedAt),
      ],
    ],
    [
      insert.PRODUCTS,
      [
        p.map((x) => x.id),
        p.map((x) => x.sku),
        p.map((x) => x.name),
        p.map((x) => nameKey(x.name)),
        p.map((x) => x.description),
        p.map((x) => x.priceMinor),
        p.map((x) => x.currency),
        p.map((x) => x.categoryId),
        p.map((x) => x.createdAt),
        p.map((x) => arrayOf(wordsOf(x.sku, x.name, x.description))),
      ],
    ],
    [
      insert.STOCK,
      [
        levels.map((x) => x.storeId),
        levels.map((x) => x.productId),
        levels.map((x) => x.onHand),
        levels.map((x) => x.received),
        levels.map((x) => x.sold),
        levels.map((x) => x.returned ?? 0),
        levels.map((x) => 1 + (x.changes?.count ?? 0)),
        levels.map((x) => (x.received > 0 ? 1 : 0) + (x.changes?.returns ?? 0)),
        levels.map((x) => x.changes?.at ?? null),
      ],
    ],
    [
      insert.DELIVERIES,
      [
        deliveries.map((x) => x.id),
        deliveries.map((x) => x.storeId),
        deliveries.map((x) => x.productId),
        deliveries.map((x) => x.received),
        deliveries.map((x) => x.at),
      ],
    ],
    [
      insert.RESERVATIONS,
      [
        sales.map((x) => x.order.reservationId),
        sales.map((x) => x.order.sagaId),
        sales.map((x) => x.order.saleId),
        sales.map((x) => x.order.storeId),
        sales.map((x) => x.order.userId),
        sales.map((x) => x.order.correlationId),
        sales.map((x) => arrayOf(x.goods.map((line) => line.productId))),
        sales.map((x) => arrayOf(x.goods.map((line) => line.quantity))),
        sales.map((x) => x.createdAt),
        sales.map((x) => x.confirmedAt),
      ],
    ],
    [
      insert.EVENTS,
      [
        events.map((x) => x.streamId),
        events.map((x) => x.streamType),
        events.map((x) => x.streamVersion),
        events.map((x) => x.type),
        events.map((x) => JSON.stringify(x.data)),
        events.map((x) =>
          JSON.stringify({ source: 'seed', correlationId: x.correlationId, ...(x.userId && { userId: x.userId }) }),
        ),
        events.map((x) => x.at),
      ],
    ],
  ];
  await inTransaction(pool, async (client) => {
    for (const [statement, columns] of statements) await client.query(statement, columns);
  });
}
