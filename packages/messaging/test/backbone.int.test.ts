import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBus } from '@comptoir/live';
import { startConsumer, startRelay, type Relay, type Route } from '@comptoir/messaging';
import { eventually } from '@comptoir/testing';
import { Redis } from 'ioredis';
import { disorder, openConsumer, openSource, someStreams, writeEvents, type TestConsumer, type TestSource } from './backbone.ts';
import { BACKENDS, log, openTestQueues, testRedisUrl } from './servers.ts';

const settled = (relays: readonly Relay[], within = 15_000) =>
  eventually(async () => (await Promise.all(relays.map((relay) => relay.settled()))).every(Boolean), { within, what: 'everything taken effect' });

describe.each(BACKENDS)('the event backbone on %s', (backend) => {
  const bus = memoryBus();
  let queues: Awaited<ReturnType<typeof openTestQueues>>;
  let users: TestSource;
  let catalog: TestSource;
  const consumers: TestConsumer[] = [];

  beforeAll(async () => {
    [queues, users, catalog] = await Promise.all([openTestQueues(backend), openSource('users'), openSource('catalog')]);
  });
  afterAll(async () => {
    await queues[Symbol.asyncDispose]();
    await Promise.all([users, catalog, ...consumers].map((opened) => opened.drop()));
  });
  const relay = (source: TestSource, routes: Route[]) => startRelay({ pool: source.pool, source: source.name, queues, bus, log, service: 'test', routes });
  const consume = async (name: string, lanes = 1, refuse?: Parameters<typeof openConsumer>[1]) => {
    const consumer = await openConsumer(name, refuse);
    consumers.push(consumer);
    return { ...consumer, running: startConsumer({ handler: consumer.handler, queues, bus, log, service: 'test', lanes }) };
  };

  it('brings every event of several sources to its consumers once and in order', async () => {
    const all = await consume('everything', 3);
    const few = await consume('few');
    const routes: Route[] = [
      { consumer: { name: 'everything', context: 'audit', lanes: 3 }, types: 'all' },
      { consumer: { name: 'few', context: 'notifications' }, types: ['Rare'] },
    ];
    const relays = [relay(users, routes), relay(catalog, routes)];
    await Promise.all([writeEvents(users.pool, someStreams(200), { count: 6 }), writeEvents(catalog.pool, someStreams(100), { count: 6 })]);
    await writeEvents(users.pool, someStreams(5), { type: 'Rare' });
    await writeEvents(catalog.pool, someStreams(10));
    await settled(relays);
    expect(await all.seen()).toHaveLength(200 * 6 + 5 + 100 * 6 + 10);
    expect(disorder(await all.seen())).toEqual([]);
    expect((await few.seen()).map((event) => event.source)).toEqual(['users', 'users', 'users', 'users', 'users']);

    await Promise.all(relays.map((r) => r.stop()));
    await Promise.all([all.running.stop(), few.running.stop()]);
    const { rows } = await users.pool.query(`SELECT DISTINCT published = acked AS even, acked FROM relay_cursor WHERE consumer = 'everything'`);
    expect(rows).toEqual([{ even: true, acked: 1205 }]);
  });
});
