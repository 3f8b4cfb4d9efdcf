import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData, type EventEnvelope, type SetStep } from '@comptoir/contracts';
import { inTransaction } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { metrics, type Logger } from '@comptoir/telemetry';
import { createSweep } from '../../src/application/sweep.ts';
import type { SagaDefinition } from '../../src/domain/saga.ts';
import { beginOnEvents, beginsWith } from '../../src/infrastructure/begin-on-events.ts';
import { beginSagas } from '../../src/infrastructure/begin-sagas.ts';
import { postgresSagaStore } from '../../src/infrastructure/saga-store.ts';
import { sagasTelemetry } from '../../src/telemetry/events.ts';
import { startSagas, statesIn, type TestSagas } from '../harness.ts';
import { counterSteps, TABLES } from './counter.ts';
import { giftWrapSaga2, type RibbonSteps } from './gift-wrap-2.ts';
import type { GiftWrapOrder } from './gift-wrap-ports.ts';
import { giftWrapSaga } from './gift-wrap.ts';

let system: TestSagas;
let counter: ReturnType<typeof counterSteps>;
beforeAll(async () => {
  system = await startSagas();
  await system.createTables(TABLES);
  counter = counterSteps(system.pool);
}, 60_000);
afterAll(() => system.dispose());

const WRAPPED = ['INITIATED', 'WRAPPING', 'WRAPPED', 'HANDING_OVER'];
const yes: SetStep<GiftWrapOrder> = async (calls) => new Map(calls.map(({ sagaId }) => [sagaId, { outcome: 'done' }]));

async function aStore(sheets: number): Promise<string> {
  const storeId = uuidv7();
  await system.pool.query('INSERT INTO paper VALUES ($1, $2)', [storeId, sheets]);
  return storeId;
}
async function sheetsOf(storeId: string): Promise<number | undefined> {
  const { rows } = await system.pool.query<{ sheets: number }>('SELECT sheets FROM paper WHERE store_id = $1', [
    storeId,
  ]);
  return rows[0]?.sheets;
}
const anOrder = (storeId: string, sheets = 1): GiftWrapOrder => ({
  ...{ sagaId: uuidv7(), userId: uuidv7(), saleId: uuidv7(), storeId, sheets },
  ...{ correlationId: randomUUID(), traceparent: null },
});

/** Begins these and carries them out until all rest. */
async function run(saga: SagaDefinition<GiftWrapOrder>, orders: readonly GiftWrapOrder[]): Promise<void> {
  await begin(saga, orders);
  await carryOn(saga);
}
const begin = (saga: SagaDefinition<GiftWrapOrder>, orders: readonly GiftWrapOrder[]) =>
  beginSagas(
    system.pool,
    saga,
    orders.map((order) => ({ order, idempotencyKey: `gift ${order.sagaId}` })),
  );
async function carryOn(...definitions: SagaDefinition<GiftWrapOrder>[]): Promise<void> {
  const engine = system.newEngine({ definitions });
  while ((await engine.runOnce()).claimed > 0);
}
const statesOf = async (order: GiftWrapOrder) => statesIn(await system.events(order.sagaId));

describe('a third saga', () => {
  it('runs to its end, its chunk in one call of each step', async () => {
    const storeId = await aStore(10);
    const orders = [anOrder(storeId, 2), anOrder(storeId, 3)];
    await run(giftWrapSaga({ counter }), orders);
    for (const order of orders) expect(await statesOf(order)).toEqual([...WRAPPED, 'HANDED_OVER']);
    expect(await sheetsOf(storeId)).toBe(5);
  });

  it('fails with nothing held where the first step refuses, although it has nothing to abandon', async () => {
    const storeId = await aStore(3);
    const [first, second] = [anOrder(storeId, 2), anOrder(storeId, 2)];
    await begin(giftWrapSaga({ counter }), [first]);
    await run(giftWrapSaga({ counter }), [second]);
    expect(await statesOf(first)).toEqual([...WRAPPED, 'HANDED_OVER']);
    expect(await statesOf(second)).toEqual(['INITIATED', 'WRAPPING', 'WRAPPING_FAILED', 'FAILED']);
    expect(await system.row(second.sagaId)).toMatchObject({ done: true, error: 'NO_PAPER' });
    expect(await sheetsOf(storeId)).toBe(1);
  });

  it('takes back what it did where the pivot refuses', async () => {
    const storeId = await aStore(4);
    const order = anOrder(storeId, 3);
    const nobodyComes: SetStep<GiftWrapOrder> = async () =>
      new Map([[order.sagaId, { outcome: 'refused', code: 'NOBODY_CAME', message: 'Nobody came.' }]]);
    await run(giftWrapSaga({ counter: { ...counter, handOver: nobodyComes } }), [order]);
    expect(await statesOf(order)).toEqual([...WRAPPED, 'HANDING_OVER_FAILED', 'UNWRAPPING', 'COMPENSATED']);
    expect(await sheetsOf(storeId)).toBe(4);
  });

  it('has steps that are safe to run twice and at once, and an undo that may come first', async () => {
    const storeId = await aStore(9);
    const [wrapped, late] = [anOrder(storeId, 2), anOrder(storeId, 4)];
    const ask = async (step: keyof typeof counter, ...orders: GiftWrapOrder[]) => {
      const answers = await counter[step](orders.map((input) => ({ sagaId: input.sagaId, input })));
      return orders.map(({ sagaId }) => answers.get(sagaId)?.outcome);
    };
    const twice = await Promise.all([ask('wrap', wrapped), ask('wrap', wrapped)]);
    expect([...twice, await ask('wrap', wrapped)].flat()).toEqual(['done', 'done', 'done']);
    expect(await sheetsOf(storeId)).toBe(7);
    expect(await ask('unwrap', late, wrapped)).toEqual(['done', 'done']);
    expect(await ask('unwrap', wrapped, late)).toEqual(['done', 'done']);
    expect(await ask('wrap', late)).toEqual(['refused']);
    expect(await ask('handOver', wrapped)).toEqual(['refused']);
    expect(await sheetsOf(storeId)).toBe(9);
  });

  it('begins with an event of another context, once', async () => {
    const saga = giftWrapSaga({ counter });
    const storeId = await aStore(5);
    const data = {
      ...{ userId: uuidv7(), storeId, number: 7, kind: 'SALE', totalMinor: 998, currency: 'CAD' },
      confirmedAt: new Date().toISOString(),
    };
    const event: EventEnvelope = {
      ...{ position: 1, eventId: uuidv7(), streamId: uuidv7(), streamType: 'sale', streamVersion: 3, version: 1 },
      ...{ type: 'SaleConfirmed', data: parseEventData('SaleConfirmed', data), occurredAt: data.confirmedAt },
      metadata: { correlationId: randomUUID(), source: 'sales' },
    };
    const trigger = beginsWith('SaleConfirmed', saga, ({ streamId, data: { userId }, metadata }) => ({
      ...anOrder(storeId, 2),
      ...{ userId: String(userId), saleId: streamId, correlationId: metadata.correlationId },
    }));
    const begun: string[] = [];
    const handler = beginOnEvents(system.pool, [trigger], (frames) => begun.push(...frames.map(({ key }) => key)));
    const apply = () => inTransaction(system.pool, (client) => handler.apply(client, [event], 'sales'));
    for (const afterCommit of [await apply(), await apply()]) afterCommit?.();
    expect(begun).toHaveLength(1);
    await carryOn(saga);
    expect(await system.row(begun[0] ?? '')).toMatchObject({ state: 'HANDED_OVER', done: true });
    expect(await sheetsOf(storeId)).toBe(3);
  });
});

describe('a saga whose steps have changed', () => {
  const tied: string[] = [];
  const ribbons: RibbonSteps = {
    tieRibbon(calls) {
      tied.push(...calls.map(({ sagaId }) => sagaId));
      return yes(calls);
    },
    untieRibbon: yes,
  };
  const sweepOf = (...definitions: SagaDefinition<GiftWrapOrder>[]) =>
    createSweep({
      ...{ definitions, store: postgresSagaStore(system.pool), wake: { now: () => {}, later: () => {} } },
      telemetry: sagasTelemetry('test', system.base.log),
    });

  it('ends on the version that it began with, while new ones run on the new', async () => {
    const [first, second] = [giftWrapSaga({ counter }), giftWrapSaga2({ counter: { ...counter, ...ribbons } })];
    const storeId = await aStore(9);
    const [old, young] = [anOrder(storeId), anOrder(storeId)];
    await begin(first, [old]);
    // The old one is under way, as it was before the upgrade.
    const busy = giftWrapSaga({ counter: { ...counter, handOver: () => Promise.reject(new Error('Closed.')) } });
    await system.newEngine({ definitions: [busy] }).runOnce();
    expect(await statesOf(old)).toEqual(WRAPPED);
    await begin(second, [young]);
    await system.pool.query('UPDATE saga SET due_at = now() WHERE NOT done');

    await sweepOf(first, second).assertRunnable();
    await carryOn(first, second);
    expect(await statesOf(old)).toEqual([...WRAPPED, 'HANDED_OVER']);
    expect(await statesOf(young)).toEqual(['INITIATED', 'WRAPPING', 'WRAPPED', 'TYING', 'TIED', 'HANDING_OVER', 'HANDED_OVER']); // prettier-ignore
    expect(tied).toEqual([young.sagaId]);
  });

  it('is a fault at the start where its version was not raised', () => {
    const first = giftWrapSaga({ counter });
    expect(() => system.newEngine({ definitions: [first, first] })).toThrow(
      'Two definitions share a type and a version: GIFT_WRAP@1, GIFT_WRAP@1.',
    );
  });

  it('is a fault at the start where its old version is gone and one of it still runs', async () => {
    const second = giftWrapSaga2({ counter: { ...counter, ...ribbons } });
    const order = anOrder(await aStore(1));
    await begin(giftWrapSaga({ counter }), [order]);
    await expect(sweepOf(second).assertRunnable()).rejects.toThrow(
      'Sagas are running on definitions that this version no longer has: GIFT_WRAP@1 (1). Keep them in subgraphs/sagas/src/domain/sagas/all.ts until none runs (docs/how-to/change-a-saga.md).',
    );
    expect((await system.newEngine({ definitions: [second] }).runOnce()).claimed).toBe(0);

    // One that is begun by another worker's version while this one runs is told of.
    const said: unknown[] = [];
    const log = { error: (line: unknown) => said.push(line) } as unknown as Logger;
    const sweep = createSweep({
      ...{ definitions: [second], store: postgresSagaStore(system.pool), wake: { now: () => {}, later: () => {} } },
      telemetry: sagasTelemetry('test', log),
    });
    const counted = async () =>
      (await metrics.unknownSagas.get()).values.find(({ labels }) => labels.definition === 'GIFT_WRAP@1')?.value;
    await sweep.run();
    await sweep.run();
    expect(said).toEqual([{ event: 'saga_definition_unknown', definition: 'GIFT_WRAP@1', sagas: 1 }]);
    expect(await counted()).toBe(1);

    await carryOn(giftWrapSaga({ counter }));
    await sweepOf(second).assertRunnable();
    await sweep.run();
    expect(await counted()).toBe(0);
    expect(await system.row(order.sagaId)).toMatchObject({ state: 'HANDED_OVER', done: true });
  });
});
