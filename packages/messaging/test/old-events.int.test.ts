import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { NewerEventError, type EventEnvelope } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { parkedEvents, type EventHandler } from '@comptoir/messaging';
import { applyBatch } from '../src/apply-batch.ts';
import { openConsumer, someStreams, type TestConsumer } from './backbone.ts';

const EPOCH = uuidv7();

let consumer: TestConsumer;
let given: EventEnvelope[] = [];
beforeAll(async () => {
  consumer = await openConsumer('reader');
});
afterEach(async () => {
  given = [];
  await consumer.pool.query('DELETE FROM lane_cursor');
});
afterAll(() => consumer.drop());

/** One event for each of the versions and data, of streams of their own. */
const written = (type: string, ...facts: [version: number, data: Record<string, unknown>][]): EventEnvelope[] =>
  facts.map(([version, data], i) => ({
    ...{ position: i + 1, eventId: uuidv7(), streamId: someStreams(1)[0] ?? '', streamType: 'cart', streamVersion: 1 },
    ...{ type, version, data, occurredAt: new Date(0).toISOString() },
    metadata: { correlationId: EPOCH, source: 'sales' },
  }));

function apply(events: EventEnvelope[], name = 'reader', upcast?: (event: EventEnvelope) => EventEnvelope) {
  const handler: EventHandler = {
    ...{ consumer: name, pool: consumer.pool },
    apply: async (_, batch) => void given.push(...batch),
  };
  const batch = { source: 'sales', epoch: EPOCH, lane: 0, after: 0, upto: events.length, events } as const;
  return applyBatch(handler, batch, { ...(upcast && { upcast }) });
}

/** A made-up type in its second version: first it said dollars. */
const inCents = (event: EventEnvelope): EventEnvelope => {
  if (event.version === 2) return event;
  if (typeof event.data.amount !== 'number') throw new Error('An amount that was never written.');
  return { ...event, version: 2, data: { amountMinor: event.data.amount * 100 } };
};

const parked = () =>
  parkedEvents(consumer.pool, { consumer: 'reader', sources: ['sales'], type: null, from: null, first: 10 });

describe('a consumer of new code', () => {
  it('is given old events as new ones', async () => {
    await apply(written('CartPaid', [1, { amount: 12 }], [2, { amountMinor: 700 }]), 'reader', inCents);
    expect(given.map(({ version, data }) => ({ version, data }))).toEqual([
      { version: 2, data: { amountMinor: 1_200 } },
      { version: 2, data: { amountMinor: 700 } },
    ]);
  });

  it('sets aside alone what no upcaster understands, as it was written', async () => {
    const events = written('CartPaid', [1, { amount: 12 }], [1, { amount: 'many' }], [2, { amountMinor: 5 }]);
    expect(await apply(events, 'reader', inCents)).toMatchObject({ kind: 'applied', events: 2 });
    expect((await parked()).map(({ event }) => event)).toEqual([events[1]]);
    await consumer.pool.query('DELETE FROM parked_event');
  });

  it('keeps events as they were written where that is what it is for', async () => {
    const events = written('ProductRepriced', [9, { told: 'by newer code' }]);
    await apply(events, 'audit');
    expect(given).toEqual(events);
  });
});

it('a consumer of old code leaves an event of a newer version to newer code: nothing is set aside, nothing moves', async () => {
  const repriced = { fromMinor: 1, toMinor: 2, currency: 'CAD' };
  await expect(apply(written('ProductRepriced', [1, repriced], [2, { ...repriced, by: 'us' }]))).rejects.toThrow(
    NewerEventError,
  );
  expect(await parked()).toEqual([]);
  expect((await consumer.pool.query('SELECT FROM lane_cursor')).rowCount).toBe(0);
});
