import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { beginRebuild, carryOnRebuild, catchUp } from '@comptoir/messaging';
import type { SaleOrder } from '@comptoir/contracts';
import { salesFigures } from '../src/projections/sales-figures.ts';
import { sameAsAScan } from './figures-scan.ts';
import { anActor, anOrder, startSales, type Loose, type TestSales } from './harness.ts';
import { buyerOf, managerOf, refundsOf, twoLines } from './refunds.ts';

const FIGURES = `currency sales replacements refunds cancellations soldUnits replacedUnits refundedUnits cancelledUnits
  sold { amountMinor currency } refunded { amountMinor } net { amountMinor } cancelled { amountMinor } averageSale { amountMinor }`;
const SUMMARY = `query ($from: DateTime!, $to: DateTime!, $storeId: ID) {
  salesSummary(from: $from, to: $to, storeId: $storeId) { from to store { id } figures { ${FIGURES} } } }`;
const REPORT = `query ($from: DateTime!, $to: DateTime!, $groupBy: SalesGroup!, $storeId: ID, $first: Int, $after: String) {
  salesReport(from: $from, to: $to, groupBy: $groupBy, storeId: $storeId, first: $first, after: $after) {
    from to edges { cursor node { day store { id } product { id } category { id } figures { ${FIGURES} } } } pageInfo { hasNextPage endCursor } } }`;

const categories = new Map<string, string>();
let system: TestSales;
beforeAll(async () => {
  system = await startSales({}, async ({ productIds }) =>
    productIds.flatMap((productId) => {
      const categoryId = categories.get(productId);
      return categoryId ? [{ productId, categoryId }] : [];
    }),
  );
}, 60_000);
afterAll(() => system.dispose());

const moment = (ms: number): string => new Date(ms).toISOString();
const period = () => ({ from: moment(Date.now() - 60_000), to: moment(Date.now() + 60_000) });
const rowsOf = (answer: { data: Loose }): Loose[] =>
  answer.data.salesReport?.edges?.map(({ node }) => node as Loose) ?? [];

async function sell(...orders: SaleOrder[]): Promise<void> {
  for (const step of ['openSales', 'capturePayment', 'confirmSale'] as const) await system.run(step, ...orders);
}

async function giveBack(order: SaleOrder, quantity: number): Promise<void> {
  const refunds = refundsOf(system);
  const saleLineId = order.lines[0]?.lineId ?? '';
  const { answer } = await refunds.request(buyerOf(order), order.saleId, { lines: [{ saleLineId, quantity }] });
  const refundId = String(answer?.refund?.id);
  await refunds.approve(managerOf(order), refundId);
  const carriedOut = await refunds.orderOf(refundId);
  for (const step of ['validateRefund', 'payRefund', 'completeRefund'] as const) await refunds.run(step, carriedOut);
}

/** Two sales, one of them given back in part, one undone, one in euros, and a replacement; all of one store. */
async function aDay(storeId: string) {
  const orders = {
    kept: twoLines({ storeId }),
    returned: twoLines({ storeId }),
    euros: anOrder({ storeId, currency: 'EUR' }),
    replaced: anOrder({ storeId, kind: 'REPLACEMENT', lines: [{ quantity: 4, unitPriceMinor: 0 }] }),
    undone: anOrder({ storeId }),
  };
  await sell(orders.kept, orders.returned, orders.euros, orders.replaced);
  await giveBack(orders.returned, 2);
  for (const step of ['openSales', 'capturePayment', 'refundPayment', 'cancelSale'] as const)
    await system.run(step, orders.undone);
  await catchUp(system.pool, salesFigures);
  return orders;
}

describe('figures', () => {
  it('tell a period of a store, a currency at a time', async () => {
    const storeId = randomUUID();
    const manager = anActor('MANAGER', [storeId]);
    await aDay(storeId);
    const { data, codes } = await system.ask(manager, SUMMARY, { ...period(), storeId });
    expect(codes).toEqual([]);
    expect(data.salesSummary?.store).toEqual({ id: storeId });
    expect(data.salesSummary?.figures).toEqual([
      {
        ...{ currency: 'CAD', sales: 2, replacements: 1, refunds: 1, cancellations: 1 },
        ...{ soldUnits: 10, replacedUnits: 4, refundedUnits: 2, cancelledUnits: 1 },
        ...{
          sold: { amountMinor: 3_500, currency: 'CAD' },
          refunded: { amountMinor: 1_000 },
          net: { amountMinor: 2_500 },
        },
        ...{ cancelled: { amountMinor: 1_500 }, averageSale: { amountMinor: 1_750 } },
      },
      expect.objectContaining({ currency: 'EUR', sales: 1, sold: { amountMinor: 1_500, currency: 'EUR' } }),
    ]);
    const day = new Date().toISOString().slice(0, 10);
    expect(data.salesSummary?.from).toBe(`${day}T00:00:00.000Z`);
    const before = await system.ask(manager, SUMMARY, {
      ...{ from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z', storeId },
    });
    expect(before.data.salesSummary?.figures).toEqual([]);
    const shouted = await system.ask(manager, SUMMARY, { ...period(), storeId: storeId.toUpperCase() });
    expect(shouted.data.salesSummary).toEqual(data.salesSummary);
    expect(await system.ask(anActor('ADMIN'), SUMMARY, { ...period(), storeId: 'nope' })).toMatchObject({
      ...{ data: { salesSummary: null }, codes: [] },
    });
  });

  it('are told by day, store, product and category, page by page', async () => {
    const storeId = randomUUID();
    const manager = anActor('MANAGER', [storeId]);
    const { kept, returned } = await aDay(storeId);
    const category = randomUUID();
    for (const line of [...kept.lines, ...returned.lines]) categories.set(line.productId, category);
    const report = (groupBy: string, more = {}) => system.ask(manager, REPORT, { ...period(), groupBy, ...more });

    const days = rowsOf(await report('DAY'));
    expect(days.map(({ day, figures }) => [day, figures?.currency, figures?.sales])).toEqual(
      ['CAD', 'EUR'].map((currency, i) => [`${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`, currency, 2 - i]),
    );
    expect(rowsOf(await report('STORE')).map(({ store }) => store)).toEqual([{ id: storeId }, { id: storeId }]);
    const inCategory = rowsOf(await report('CATEGORY')).find((row) => row.category);
    expect(inCategory).toMatchObject({
      category: { id: category },
      figures: { soldUnits: 10, refundedUnits: 2, sales: null },
    });

    const products = rowsOf(await report('PRODUCT', { first: 100 }));
    expect(new Set(products.map(({ product }) => product?.id))).toEqual(
      new Set((await aDayProducts(storeId)).map(({ id }) => id)),
    );
    const paged: Loose[] = [];
    for (let after: unknown = null, more = true; more;) {
      const page = await report('PRODUCT', { first: 2, after });
      paged.push(...rowsOf(page));
      more = Boolean(page.data.salesReport?.pageInfo?.hasNextPage);
      after = page.data.salesReport?.pageInfo?.endCursor;
    }
    expect(paged).toEqual(products);
  });

  const aDayProducts = async (storeId: string) =>
    (
      await system.pool.query<{ id: string }>(
        'SELECT DISTINCT product_id AS id FROM sale_line l JOIN sale s ON s.id = l.sale_id WHERE store_id = $1',
        [storeId],
      )
    ).rows;

  it('are for managers of the store and admins', async () => {
    const storeId = randomUUID();
    for (const actor of [anActor('CLIENT'), anActor('AGENT'), anActor('MANAGER', [randomUUID()])])
      for (const query of [SUMMARY, REPORT]) {
        const { codes } = await system.ask(actor, query, { ...period(), storeId, groupBy: 'DAY' });
        expect(codes).toEqual(['FORBIDDEN']);
      }
    expect((await system.ask(null, SUMMARY, period())).codes).toEqual(['UNAUTHENTICATED']);
    expect((await system.ask(anActor('ADMIN'), SUMMARY, period())).codes).toEqual([]);
    const backwards = { from: moment(Date.now()), to: moment(0) };
    expect((await system.ask(anActor('ADMIN'), SUMMARY, backwards)).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('are what a scan of all sales says, and say the same when they are built anew', async () => {
    await sameAsAScan(system);
    const before = await system.pool.query('SELECT * FROM product_day ORDER BY day, store_id, product_id, currency');
    const begun = await beginRebuild(system.pool, salesFigures, randomUUID());
    expect(await beginRebuild(system.pool, salesFigures, null)).toEqual(begun);
    await sell(anOrder());
    const ended = await carryOnRebuild(system.pool, salesFigures, 60_000);
    expect(ended).toMatchObject({ error: null, rebuild: { id: begun.id, state: 'DONE' } });
    expect((await system.pool.query('SELECT generation FROM projection')).rows).toEqual([{ generation: 2 }]);
    const after = await system.pool.query('SELECT * FROM product_day ORDER BY day, store_id, product_id, currency');
    expect(after.rows).toEqual(before.rows);
    await catchUp(system.pool, salesFigures);
    await sameAsAScan(system);
  });
});
