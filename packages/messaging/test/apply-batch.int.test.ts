import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { parkedEvents, type EventHandler } from '@comptoir/messaging';
import { applyBatch } from '../src/apply-batch.ts';
import { openConsumer, someStreams, type TestConsumer } from './backbone.ts';

const BATCH = 256;
/** Of a batch that is halved until one event is left, each half is tried once: two a halving, and the whole at first (as it is, then under a savepoint). */
const TRIES = 2 + 2 * Math.log2(BATCH);

let consumer: TestConsumer;
beforeAll(async () => {
  consumer = await openConsumer('halving');
});
afterAll(() => consumer.drop());

it('finds the one event of a batch that cannot be applied by halving it, and applies all others', async () => {
  const epoch = uuidv7();
  const events = someStreams(BATCH).map((streamId, i) => ({
    ...{
      position: i + 1,
      eventId: uuidv7(),
      streamId,
      streamType: 'thing',
      streamVersion: 1,
      type: 'Something',
      version: 1,
    },
    ...{
      data: {},
      metadata: { correlationId: epoch, source: 'sales' as const },
      occurredAt: new Date(0).toISOString(),
    },
  }));
  const bad = events[100];
  let tries = 0;
  const handler: EventHandler = {
    ...consumer.handler,
    async apply(client, part, source) {
      tries += 1;
      await consumer.handler.apply(client, part, source);
      if (part.some(({ eventId }) => eventId === bad?.eventId)) await client.query(`SELECT 'no number'::text::int`);
    },
  };

  const batch = { source: 'sales', epoch, lane: 0, after: 0, upto: BATCH, events } as const;
  expect(await applyBatch(handler, batch)).toMatchObject({ kind: 'applied', upto: BATCH, events: BATCH - 1 });
  expect(tries).toBeLessThanOrEqual(TRIES);
  expect((await consumer.seen()).map(({ position }) => position)).toEqual(
    events.filter((event) => event !== bad).map(({ position }) => position),
  );
  const parked = await parkedEvents(consumer.pool, {
    ...{ consumer: 'halving', sources: ['sales'], type: null, from: null, first: 10 },
  });
  expect(parked.map(({ event, attempts }) => ({ position: event.position, attempts }))).toEqual([
    { position: bad?.position, attempts: 1 },
  ]);
});
