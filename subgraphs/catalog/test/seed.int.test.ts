import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData, type DemoPlan, type DemoRefund, type DemoSale, type EventType } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { stockKey } from '../src/domain/reservation.ts';
import { seed } from '../src/seed.ts';
import { anOrder, CREATE_PRODUCT, doAll, startCatalog, type TestCatalog } from './harness.ts';

type Plan = Pick<DemoPlan, 'categories' | 'stores' | 'products' | 'stock' | 'sales'>;

const FOUNDED = new Date('2026-01-01T09:00:00Z');
const PRODUCTS = 500;
const STORES = 5;
const SALES = 3_000;
/** Every second of them puts its goods back on the shelf. */
const REFUNDED_EVERY = 50;

/** A chain as large as the demo's: of each product 100 in each store but the first, which is empty; sales half a second apart. */
function aPlan(): Plan {
  const categories = [{ id: uuidv7(), code: 'SED', name: 'Seeds' }];
  const stores = Array.from({ length: STORES }, (_, n) => ({
    id: uuidv7(),
    name: `Seeded ${n}`,
    address: `${n} rue`,
    timeZone: 'UTC',
    openedAt: FOUNDED,
  }));
  const products = Array.from({ length: PRODUCTS }, (_, n) => ({
    ...{
      id: uuidv7(),
      sku: `SED-${n}`,
      name: `Seed ${n}`,
      description: 'null and "void"',
      categoryId: categories[0]?.id ?? '',
    },
    ...{ priceMinor: 100 + n, currency: 'CAD', createdAt: new Date(FOUNDED.getTime() + n * 1_000) },
  }));
  const sales = Array.from({ length: SALES }, (_, n): DemoSale => {
    const createdAt = new Date(FOUNDED.getTime() + 86_400_000 + n * 500);
    const productOf = (step: number): string => products[(n * step) % PRODUCTS]?.id ?? '';
    const order = anOrder(stores[1 + (n % (STORES - 1))]?.id ?? '', [
      [productOf(7), 1 + (n % 3)],
      [productOf(11), 1],
      [productOf(7), 1],
    ]);
    const sale = { order, number: n + 1, createdAt, confirmedAt: new Date(createdAt.getTime() + 1_100) };
    return n % REFUNDED_EVERY === 0 ? { ...sale, refund: aRefund(sale, n % (2 * REFUNDED_EVERY) === 0) } : sale;
  });
  const units = new Map<string, number>();
  for (const { order } of sales)
    for (const { productId, quantity } of order.lines)
      units.set(stockKey(order.storeId, productId), (units.get(stockKey(order.storeId, productId)) ?? 0) + quantity);
  const back = new Map<string, number>();
  for (const { refund } of sales)
    for (const { productId, quantity } of refund?.order.restock ? refund.order.lines : []) {
      const key = stockKey(refund?.order.storeId ?? '', productId);
      back.set(key, (back.get(key) ?? 0) + quantity);
    }
  const stock = stores.flatMap((store, s) =>
    products.map((product) => {
      const key = stockKey(store.id, product.id);
      const [sold, returned] = [units.get(key) ?? 0, back.get(key) ?? 0];
      const onHand = s === 0 ? 0 : 100;
      return { storeId: store.id, productId: product.id, sold, returned, onHand, received: onHand + sold - returned };
    }),
  );
  return { categories, stores, products, stock, sales };
}

/** All lines of a sale: two of them are of one product. */
function aRefund({ order, confirmedAt }: DemoSale, restock: boolean): DemoRefund {
  const lines = order.lines.map(({ lineId, productId, quantity, unitPriceMinor }) => {
    return { saleLineId: lineId, productId, quantity, amountMinor: quantity * unitPriceMinor };
  });
  const at = (ms: number) => new Date(confirmedAt.getTime() + ms);
  return {
    order: {
      ...{ sagaId: uuidv7(), refundId: uuidv7(), saleId: order.saleId, userId: order.userId, storeId: order.storeId },
      ...{ paymentId: order.paymentId, method: 'CARD', lines, amountMinor: order.totalMinor, currency: 'CAD', restock },
      ...{ correlationId: uuidv7(), traceparent: null },
    },
    ...{ reason: 'Broken.', requestedAt: at(1_000), completedAt: at(3_000) },
    decision: { by: uuidv7(), at: at(2_000), approved: true },
  };
}

let system: TestCatalog;
let plan: Plan;
let tookMs: number;
beforeAll(async () => {
  system = await startCatalog();
  plan = aPlan();
  let isBegun = false;
  // The server ends a transaction that waits for long, as on a busy machine one would that rows are still made in.
  const [late] = plan.products;
  const name = String(late?.name);
  Object.defineProperty(late, 'name', {
    get() {
      if (isBegun) throw new Error('A row was made when the transaction had begun.');
      return name;
    },
  });
  system.pool.on('acquire', () => (isBegun = true));
  const begun = performance.now();
  await seed(system.pool, plan);
  tookMs = performance.now() - begun;
}, 60_000);
afterAll(() => system.dispose());

describe('the seed', () => {
  it('writes a chain as large as the demo’s in a few seconds', async () => {
    const { rows } = await system.pool.query<{ type: string; count: number }>(
      'SELECT type, count(*) FROM event GROUP BY type ORDER BY type',
    );
    expect(Object.fromEntries(rows.map(({ type, count }) => [type, count]))).toEqual({
      ...{ CategoryCreated: 1, ProductCreated: PRODUCTS, StoreOpened: STORES, StockAdjusted: PRODUCTS * (STORES - 1) },
      ...{ StockReserved: SALES, StockSold: SALES },
      StockReturned: plan.sales
        .flatMap(({ refund }) => (refund?.order.restock ? [refund.order.lines] : []))
        .reduce((sum, lines) => sum + new Set(lines.map(({ productId }) => productId)).size, 0),
    });
    expect(tookMs).toBeLessThan(5_000);
  });

  it('writes events that their schemas know, in order of time, marked as seed', async () => {
    const { rows } = await system.pool.query<{
      type: EventType;
      data: object;
      at: Date;
      source: string;
      correlationId: string;
    }>(
      `SELECT type, data, occurred_at AS at, metadata->>'source' AS source, metadata->>'correlationId' AS "correlationId" FROM event ORDER BY position`,
    );
    for (const { type, data } of rows) parseEventData(type, data);
    expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['seed']));
    const moments = rows.map(({ at }) => at.getTime());
    expect([...moments].sort((a, b) => a - b)).toEqual(moments);
  });

  it('leaves books that hold: each level is what its events add up to', async () => {
    const { rows } = await system.pool.query<{ wrong: number }>(
      `WITH told AS (
         SELECT DISTINCT ON (store_id, product_id) store_id, product_id, on_hand, reserved, count(*) OVER (PARTITION BY store_id, product_id) AS changes
           FROM event e CROSS JOIN LATERAL (
             SELECT (e.data->>'storeId')::uuid AS store_id, (line->>'productId')::uuid AS product_id, (line->>'onHand')::int AS on_hand, (line->>'reserved')::int AS reserved
               FROM jsonb_array_elements(coalesce(e.data->'lines', jsonb_build_array(e.data))) AS line
           ) t
          WHERE e.type LIKE 'Stock%'
          ORDER BY store_id, product_id, e.position DESC
       ), streams AS (
         SELECT (data->>'storeId')::uuid AS store_id, (data->>'productId')::uuid AS product_id, max(stream_version) AS version
           FROM event WHERE stream_type = 'stock' GROUP BY 1, 2
       )
       SELECT count(*) AS wrong FROM stock s LEFT JOIN told t USING (store_id, product_id) LEFT JOIN streams e USING (store_id, product_id)
        WHERE (s.on_hand, s.reserved, s.version, s.stream_version)
          IS DISTINCT FROM (coalesce(t.on_hand, 0), coalesce(t.reserved, 0), 1 + coalesce(t.changes, 0), coalesce(e.version, 0))`,
    );
    expect(rows[0]?.wrong).toBe(0);
    const held = await system.pool.query(`SELECT FROM reservation WHERE state <> 'SOLD' OR closed_at IS NULL`);
    expect(held.rows).toEqual([]);
  });

  it('leaves a catalogue that sells: found, sold and adjusted like any other', async () => {
    const [store, product] = [plan.stores[1]?.id ?? '', plan.products[3]?.id ?? ''];
    const found = await system.person(null).value('{ products(search: "sed-3 VOID") { edges { node { id } } } }');
    expect(JSON.stringify(found)).toContain(product);
    expect(await doAll(system.steps, anOrder(store, [[product, 2]]))).toEqual(['done', 'done', 'done']);
    expect(await system.adjust(store, product, 5)).toMatchObject({ stock: { onHand: 103 } });
    const input = { sku: 'SED-3', name: 'Other', price: { amountMinor: 1 }, categoryId: plan.categories[0]?.id };
    expect(await system.admin.value(CREATE_PRODUCT, { input })).toMatchObject({ fields: [{ path: ['sku'] }] });
    const adjustments = await system.admin.value(
      `query ($id: ID!, $storeId: ID!) { product(id: $id) { stock(storeId: $storeId) { adjustments { edges { node { delta adjustedBy { id } } } } } } }`,
      { id: product, storeId: store },
    );
    const received = plan.stock.find((level) => level.storeId === store && level.productId === product)?.received;
    expect(adjustments.stock?.adjustments?.edges).toMatchObject([
      { node: { delta: 5 } },
      { node: { delta: received, adjustedBy: null } },
    ]);
  });
});
