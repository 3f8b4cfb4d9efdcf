import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DemoSale } from '@comptoir/contracts';
import { eventually } from '@comptoir/testing';
import { seed } from '../src/seed.ts';
import { anActor, anOrder, startSales, type TestSales } from './harness.ts';

let system: TestSales;
beforeAll(async () => {
  system = await startSales();
}, 60_000);
afterAll(() => system.dispose());

const SALES = 3_000;

function plan(): DemoSale[] {
  return Array.from({ length: SALES }, (_, i) => {
    const createdAt = new Date(Date.UTC(2026, 0, 1) + i * 60_000);
    const lines = Array.from({ length: 1 + (i % 4) }, (__, n) => ({ quantity: 1 + (n % 3), unitPriceMinor: 100 + i }));
    return { order: anOrder({ lines }), number: i + 1, createdAt, confirmedAt: new Date(createdAt.getTime() + 900) };
  });
}

it('writes 3,000 sales in less than three seconds, with books that hold, and goes on counting behind them', async () => {
  const sales = plan();
  const start = performance.now();
  await seed(system.pool, { sales });
  expect(performance.now() - start).toBeLessThan(3_000);

  const { rows } = await system.pool.query<Record<string, number | string>>(`
    SELECT (SELECT count(*) FROM sale WHERE status = 'CONFIRMED') AS sales,
      (SELECT count(*) FROM event WHERE metadata ->> 'source' = 'seed') AS events,
      (SELECT count(*) FROM sale s WHERE total_minor <>
        (SELECT sum(quantity * unit_price_minor) FROM sale_line l WHERE l.sale_id = s.id)) AS "wrongTotals",
      (SELECT sum(total_minor) FROM sale) - (SELECT sum(amount_minor) FROM provider.entry) AS difference`);
  expect(rows[0]).toEqual({ sales: SALES, events: 3 * SALES, wrongTotals: 0, difference: '0' });

  for (const { order } of [sales[0], sales[1_234], sales[SALES - 1]].flatMap((sale) => sale ?? [])) {
    const [row] = await system.sales.context({} as never).reads.byIds([order.saleId]);
    expect(row).toEqual(await system.folded(order));
  }
  const { data } = await system.ask(anActor('ADMIN'), '{ sales(first: 2) { edges { node { number } } } }');
  expect(data.sales).toEqual({ edges: [{ node: { number: SALES } }, { node: { number: SALES - 1 } }] });
  expect(await system.sales.internal.openSale?.([anOrder()])).toMatchObject([{ number: SALES + 1 }]);
  await eventually(() => system.published.length > 0, { what: 'the message of the new sale' });
  expect(system.published).toHaveLength(1);
});

it('goes on where it broke off between the two books', async () => {
  const other = await startSales();
  const sales = plan().slice(0, 3);
  const [first] = sales;
  await other.pool.query(
    `INSERT INTO provider.charge (key, method, amount_minor, currency, state) VALUES ($1, 'CARD', $2, 'CAD', 'CAPTURED')`,
    [first?.order.paymentId, first?.order.totalMinor],
  );
  await seed(other.pool, { sales });
  for (const { order } of sales) expect(await other.ledger(order)).toEqual([order.totalMinor]);
  await other.dispose();
});
