import { expect, it } from '@jest/globals';
import { metrics, type Logger } from '@comptoir/telemetry';
import { printed, reconcile } from '../../src/app.ts';
import { DIFFERENCE_KINDS } from '../../src/reconcile/difference.ts';
import { reconcileJob } from '../../src/reconcile/job.ts';
import { chain, keepShop, shelf, sold, sql, told } from './shop.ts';

keepShop();

it('a comparison that fails is named, and the others are made', async () => {
  const [storeId, productId = ''] = [shelf.storeId, shelf.productIds[2]];
  await sql.catalog('UPDATE stock SET reserved = 3 WHERE product_id = $1', productId);
  const strayCharges = () => Promise.reject(new Error('Its books are shut.'));
  const books = { ...chain.books, sales: { ...chain.books.sales, strayCharges } };
  const report = await reconcile(books, { patience: { settledMs: 0, pauseMs: 0 } });
  expect(report.failed).toEqual([{ check: 'charges', error: 'Its books are shut.' }]);
  expect(told(report)).toMatchObject([{ kind: 'STOCK_RESERVED', about: { storeId, productId } }]);
  expect(printed(report)).toContain('NOT COMPARED: charges: Its books are shut.');
  const shut: unknown[] = [];
  const log = { error: (line: unknown) => shut.push(line), info: () => undefined } as unknown as Logger;
  await reconcileJob(books, { service: 'shut', log }, 0).run();
  expect(shut).toContainEqual({ event: 'books_not_compared', check: 'charges', error: 'Its books are shut.' });
  expect((await metrics.reconcileLastRun.get()).values.some(({ labels }) => labels.service === 'shut')).toBe(false);
  await chain.compare({ repair: true });
  expect(told(await chain.compare())).toEqual([]);
});

it('payments of which their provider tells nothing were not compared, and everything else is told', async () => {
  const [storeId, productId = ''] = [shelf.storeId, shelf.productIds[2]];
  await sql.catalog('UPDATE stock SET reserved = 3 WHERE product_id = $1', productId);
  const { statement } = chain.books.sales;
  const asking = (left: (key: string) => boolean) => ({
    ...chain.books,
    sales: {
      ...chain.books.sales,
      statement: async (payments: Parameters<typeof statement>[0]) =>
        new Map([...(await statement(payments))].filter(([key]) => left(key))),
    },
  });
  const patience = { settledMs: 0, pauseMs: 0 };
  const one = await reconcile(
    asking((key) => key !== sold.paymentId),
    { patience },
  );
  const error = '1 payments were not compared with their provider, which gave no statement of them (CARD).';
  expect(one.failed).toEqual([{ check: 'payments', error }]);
  expect(told(one)).toMatchObject([{ kind: 'STOCK_RESERVED', about: { storeId, productId } }]);
  expect(printed(one)).toContain(`NOT COMPARED: payments: ${error}`);
  await chain.compare({ repair: true });

  const deaf = asking(() => false);
  const none = await reconcile(deaf, { patience });
  expect(none.failed).toMatchObject([{ check: 'payments', error: expect.stringMatching(/^([2-9]|\d\d+) payments/) }]);
  expect(printed(none)).not.toContain('The books agree.');
  const log = { error: () => undefined, info: () => undefined } as unknown as Logger;
  await reconcileJob(deaf, { service: 'deaf', log }, 0).run();
  expect((await metrics.reconcileLastRun.get()).values.some(({ labels }) => labels.service === 'deaf')).toBe(false);
  expect((await chain.compare()).failed).toEqual([]);
});

it('the job shows a figure for every kind, and logs what it finds', async () => {
  const [storeId, productId = ''] = [shelf.storeId, shelf.productIds[2]];
  const lines: unknown[] = [];
  const log = { error: (line: unknown) => lines.push(line), info: () => undefined } as unknown as Logger;
  const figures = async () => {
    const { values } = await metrics.reconcileDifferences.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels.kind, value]));
  };
  const { run, everyMs } = reconcileJob(chain.books, { service: 'test', log }, 0);
  expect(everyMs).toBe(3_600_000);
  await sql.catalog('UPDATE stock SET reserved = 4 WHERE product_id = $1', productId);
  await run();
  expect(await figures()).toEqual({
    ...Object.fromEntries(DIFFERENCE_KINDS.map((kind) => [kind, 0])),
    STOCK_RESERVED: 1,
  });
  expect(lines).toMatchObject([
    { event: 'books_differ', kind: 'STOCK_RESERVED', storeId, productId, found: { reserved: 4 } },
  ]);
  expect((await metrics.reconcileLastRun.get()).values[0]?.value).toBeGreaterThan(Date.now() / 1_000 - 10);
  await chain.compare({ repair: true });
  await run();
  expect(Object.values(await figures()).every((figure) => figure === 0)).toBe(true);
});
