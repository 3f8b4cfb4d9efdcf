import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parseEventData, type DemoRefund, type DemoSale } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { seed } from '../src/seed.ts';
import { foldOf, startSagas, statesIn, type TestSagas } from './harness.ts';

let system: TestSagas;
beforeAll(async () => {
  system = await startSagas();
}, 60_000);
afterAll(() => system.dispose());

function aSale(number: number): DemoSale {
  const createdAt = new Date(Date.UTC(2026, 0, 1) + number * 1_000);
  const id = () => uuidv7(createdAt.getTime());
  return {
    ...{ number, createdAt, confirmedAt: new Date(createdAt.getTime() + 900) },
    order: {
      ...{
        sagaId: id(),
        saleId: id(),
        reservationId: id(),
        paymentId: id(),
        userId: uuidv7(),
        storeId: uuidv7(),
        correlationId: id(),
      },
      ...{
        kind: 'SALE',
        lines: [{ lineId: id(), productId: uuidv7(), productName: 'Tea', quantity: 1, unitPriceMinor: 499 }],
        totalMinor: 499,
        currency: 'CAD',
      },
      ...{ payment: { method: 'CARD', token: 'tok_approved' }, simulate: null, traceparent: null },
    },
  };
}

it('writes 3,000 past sagas in sets, as the engine would have', async () => {
  const sales = Array.from({ length: 3_000 }, (_, n) => aSale(n + 1));
  const start = performance.now();
  await seed(system.pool, { sales });
  // A guard against rows written one by one; two seconds are usual.
  expect(performance.now() - start).toBeLessThan(10_000);

  const { order, createdAt, confirmedAt } = sales[1_234]!;
  const events = await system.events(order.sagaId);
  expect(statesIn(events)).toHaveLength(9);
  for (const { type, data, metadata } of events) {
    parseEventData(type, data);
    expect(metadata).toEqual({ correlationId: order.correlationId, userId: order.userId, source: 'seed' });
  }
  expect(foldOf(events)).toMatchObject({
    state: 'SALE_CONFIRMED',
    version: 9,
    createdAt: createdAt.toISOString(),
    completedAt: confirmedAt.toISOString(),
    saleId: order.saleId,
  });
  const admin = system.person('ADMIN');
  expect(
    await admin.value(
      'query ($id: ID!) { saga(id: $id) { state version createdAt updatedAt completedAt correlationId steps { state } } }',
      { id: order.sagaId },
    ),
  ).toEqual({
    ...{
      state: 'SALE_CONFIRMED',
      version: 9,
      createdAt: createdAt.toISOString(),
      updatedAt: confirmedAt.toISOString(),
      completedAt: confirmedAt.toISOString(),
    },
    ...{ correlationId: order.correlationId, steps: Array(4).fill({ state: 'DONE' }) },
  });

  // In order of time over all streams, as if they had been appended then; and nothing is left to do.
  const { rows } = await system.pool.query<{ early: number; events: number }>(
    `SELECT count(*) FILTER (WHERE occurred_at < before) AS early, count(*) AS events
       FROM (SELECT occurred_at, lag(occurred_at) OVER (ORDER BY position) AS before FROM event) AS e`,
  );
  expect(rows[0]).toEqual({ early: 0, events: 15_000 });
  expect((await system.newEngine().runOnce()).claimed).toBe(0);
});

it('writes the saga of a refund that was paid, and none of one that was not', async () => {
  const other = await startSagas();
  const [paid, waiting] = [aSale(1), aSale(2)];
  const at = (ms: number) => new Date(paid.confirmedAt.getTime() + ms);
  const refundOf = ({ order }: DemoSale, completedAt: Date | null): DemoRefund => ({
    order: {
      ...{ sagaId: uuidv7(), refundId: uuidv7(), saleId: order.saleId, userId: order.userId, storeId: order.storeId },
      ...{ paymentId: order.paymentId, method: 'CARD', amountMinor: 499, currency: 'CAD', restock: true },
      lines: [{ saleLineId: uuidv7(), productId: uuidv7(), quantity: 1, amountMinor: 499 }],
      ...{ correlationId: uuidv7(), traceparent: null },
    },
    ...{ reason: 'Broken.', requestedAt: at(1_000), completedAt },
    decision: completedAt && { by: uuidv7(), at: at(2_000), approved: true },
  });
  const refund = refundOf(paid, at(3_000));
  await seed(other.pool, {
    sales: [
      { ...paid, refund },
      { ...waiting, refund: refundOf(waiting, null) },
    ],
  });
  const events = await other.events(refund.order.sagaId);
  for (const { type, data } of events) parseEventData(type, data);
  expect(foldOf(events)).toMatchObject({
    ...{ state: 'REFUND_COMPLETED', saleId: paid.order.saleId, version: statesIn(events).length },
    ...{ createdAt: at(2_000).toISOString(), completedAt: at(3_000).toISOString() },
  });
  const { rows } = await other.pool.query<{ type: string; count: number }>(
    'SELECT type, count(*) FROM saga GROUP BY 1',
  );
  expect(Object.fromEntries(rows.map(({ type, count }) => [type, count]))).toEqual({ SALE: 2, REFUND: 1 });
  expect((await other.newEngine().runOnce()).claimed).toBe(0);
  await other.dispose();
});

it('gives the same rows for the same plan', async () => {
  const other = await startSagas();
  const sales = [aSale(1), aSale(2)];
  await seed(other.pool, { sales });
  const ids = async () =>
    (await other.pool.query<{ event_id: string }>('SELECT event_id FROM event ORDER BY position')).rows;
  const first = await ids();
  await other.asOwner('DELETE FROM event');
  await other.pool.query('DELETE FROM saga');
  await seed(other.pool, { sales });
  expect(await ids()).toEqual(first);
  await other.dispose();
});
