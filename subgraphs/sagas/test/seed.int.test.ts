import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parseEventData, type DemoSale } from '@comptoir/contracts';
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

it('gives the same rows for the same plan', async () => {
  const other = await startSagas();
  const sales = [aSale(1), aSale(2)];
  await seed(other.pool, { sales });
  const ids = async () =>
    (await other.pool.query<{ event_id: string }>('SELECT event_id FROM event ORDER BY position')).rows;
  const first = await ids();
  await other.pool.query('DELETE FROM event');
  await other.pool.query('DELETE FROM saga');
  await seed(other.pool, { sales });
  expect(await ids()).toEqual(first);
  await other.dispose();
});
