import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBus } from '@comptoir/live';
import type { Pool } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import {
  createRelayWake,
  parkedEvents,
  replayParked,
  startConsumer,
  startRelay,
  type Relay,
  type Route,
} from '@comptoir/messaging';
import { eventually } from '@comptoir/testing';
import { Redis } from 'ioredis';
import {
  disorder,
  openConsumer,
  openSource,
  someStreams,
  writeEvents,
  type TestConsumer,
  type TestSource,
} from './backbone.ts';
import { batchId, batchQueue } from '../src/batch.ts';
import { SHORTEST_PACE_MS } from '../src/relay-term.ts';
import { BACKENDS, log, openTestQueues, testRedisUrl } from './servers.ts';

const FLUSHED_DATABASE = 9;

const inSources = (consumer: string, ...sources: ContextName[]) => ({
  ...{ consumer, sources, type: null, from: null, first: 10 },
});

const settled = (relays: readonly Relay[], within = 15_000) =>
  eventually(async () => (await Promise.all(relays.map((relay) => relay.settled()))).every(Boolean), {
    within,
    what: 'everything taken effect',
  });

describe.each(BACKENDS)('the event backbone on %s', (backend) => {
  const bus = memoryBus();
  let queues: Awaited<ReturnType<typeof openTestQueues>>;
  let users: TestSource;
  let catalog: TestSource;
  const consumers: TestConsumer[] = [];

  beforeAll(async () => {
    [queues, users, catalog] = await Promise.all([
      openTestQueues(backend, FLUSHED_DATABASE),
      openSource('users'),
      openSource('catalog'),
    ]);
  });
  afterAll(async () => {
    await queues[Symbol.asyncDispose]();
    await Promise.all([users, catalog, ...consumers].map((opened) => opened.drop()));
  });
  const relay = (source: TestSource, routes: Route[]) =>
    startRelay({ pool: source.pool, source: source.name, queues, bus, log, service: 'test', routes });
  const consume = async (name: string, lanes = 1, refuse?: Parameters<typeof openConsumer>[1]) => {
    const consumer = await openConsumer(name, refuse);
    consumers.push(consumer);
    return {
      ...consumer,
      running: startConsumer({ handler: consumer.handler, queues, bus, log, service: 'test', lanes }),
    };
  };

  it('brings every event of several sources to its consumers once and in order', async () => {
    const all = await consume('everything', 3);
    const few = await consume('few');
    const routes: Route[] = [
      { consumer: { name: 'everything', context: 'audit', lanes: 3 }, types: 'all' },
      { consumer: { name: 'few', context: 'notifications' }, types: ['Rare'] },
    ];
    const relays = [relay(users, routes), relay(catalog, routes)];
    await Promise.all([
      writeEvents(users.pool, someStreams(200), { count: 6 }),
      writeEvents(catalog.pool, someStreams(100), { count: 6 }),
    ]);
    await writeEvents(users.pool, someStreams(5), { type: 'Rare' });
    await writeEvents(catalog.pool, someStreams(10));
    await settled(relays);
    expect(await all.seen()).toHaveLength(200 * 6 + 5 + 100 * 6 + 10);
    expect(disorder(await all.seen())).toEqual([]);
    expect((await few.seen()).map((event) => event.source)).toEqual(['users', 'users', 'users', 'users', 'users']);

    await Promise.all(relays.map((r) => r.stop()));
    await Promise.all([all.running.stop(), few.running.stop()]);
    // A lane that none of the last five went to need not have moved for them.
    const { rows } = await users.pool.query(
      `SELECT bool_and(published = acked) AS even, min(acked) >= 1200 AS far, max(acked) FROM relay_cursor WHERE consumer = 'everything'`,
    );
    expect(rows).toEqual([{ even: true, far: true, max: 1205 }]);
  });

  it('passes on in company what is written in quick succession', async () => {
    let batches = 0;
    const paced = await openConsumer('paced');
    consumers.push(paced);
    const apply: typeof paced.handler.apply = (...batch) => {
      batches += 1;
      return paced.handler.apply(...batch);
    };
    const running = startConsumer({
      handler: { ...paced.handler, apply },
      queues,
      bus,
      log,
      service: 'test',
      lanes: 1,
    });
    const leader = relay(users, [{ consumer: { name: 'paced', context: 'audit' }, types: ['Paced'] }]);
    const wake = createRelayWake(bus, 'users');
    await eventually(() => leader.state() === 'leading');
    const startedAt = Date.now();
    for (let i = 0; i < 100; i++) {
      await writeEvents(users.pool, someStreams(1), { type: 'Paced' });
      wake();
    }
    await settled([leader]);
    expect(await paced.seen()).toHaveLength(100);
    expect(batches).toBeLessThanOrEqual(2 + (Date.now() - startedAt) / SHORTEST_PACE_MS);
    await leader.stop();
    await running.stop();
  });

  it('does not wait for a batch that a wrong clock wants in an hour', async () => {
    const { running, seen } = await consume('clock');
    await writeEvents(users.pool, someStreams(1), { type: 'Clock' });
    const { rows } = await users.pool.query<{ epoch: string; upto: number }>(
      'SELECT epoch, (SELECT max(position) FROM event) AS upto FROM event_epoch',
    );
    const batch = {
      source: users.name,
      epoch: String(rows[0]?.epoch),
      lane: 0,
      after: 0,
      upto: Number(rows[0]?.upto),
      events: [],
    };
    const delay = 3_600_000;
    await queues.queue(batchQueue('clock', 0)).add('batch', batch, { jobId: batchId(batch), delay });
    const leader = relay(users, [{ consumer: { name: 'clock', context: 'audit' }, types: ['Clock'] }]);
    await settled([leader], 20_000);
    expect(await seen()).toHaveLength(1);
    await leader.stop();
    await running.stop();
  }, 30_000);

  it('goes on where it was when relays come and go, and Redis is emptied meanwhile', async () => {
    const { handler, seen, running } = await consume('steady');
    const routes: Route[] = [{ consumer: { name: 'steady', context: 'audit' }, types: ['Steady'] }];
    const first = relay(users, routes);
    await eventually(() => first.state() === 'leading');
    const second = relay(users, routes);
    const streams = someStreams(400);
    const before = await count(users.pool);
    const writing = writeEvents(users.pool, streams, { count: 20, type: 'Steady' });

    await eventually(async () => (await seen()).length > 500);
    if (backend === 'redis') await flush();
    await eventually(async () => (await seen()).length > 2_500);
    await first.stop();
    await eventually(() => second.state() === 'leading');
    if (backend === 'redis') await flush();
    // The leader's connection breaks.
    await users.pool
      .query(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
                               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    await writing;
    await settled([second]);
    expect(await seen()).toHaveLength(400 * 20);
    expect(disorder(await seen())).toEqual([]);
    expect(await cursorOf(handler.pool, 'steady')).toBe(before + 400 * 20);
    await second.stop();
    await running.stop();
  });

  it('parks an event that cannot be applied with the later ones of its stream, and replays them', async () => {
    let poison = true;
    const { handler, pool, seen, running } = await consume('picky', 1, (event) => {
      if (poison && event.data.bad === true) throw new Error('Cannot take this.');
    });
    const routes: Route[] = [{ consumer: { name: 'picky', context: 'audit' }, types: ['Good'] }];
    const leader = relay(catalog, routes);
    const [bad = '', ...good] = someStreams(60);
    await writeEvents(catalog.pool, [bad, ...good], { type: 'Good' });
    await writeEvents(catalog.pool, [bad], { from: 2, type: 'Good', data: { bad: true } });
    await writeEvents(catalog.pool, [bad, ...good], { from: 3, count: 2, type: 'Good' });
    await settled([leader]);
    const goodOnes = async () => (await seen()).filter((event) => event.streamId !== bad).length;
    expect(await goodOnes()).toBe(59 * 3);

    const parked = await parkedEvents(pool, inSources('picky', 'users', 'catalog'));
    expect(
      parked
        .map(({ event: { streamId, streamVersion }, error, attempts }) => ({
          streamId,
          streamVersion,
          error,
          attempts,
        }))
        .sort((a, b) => a.streamVersion - b.streamVersion),
    ).toEqual([
      { streamId: bad, streamVersion: 2, error: 'Cannot take this.', attempts: 1 },
      { streamId: bad, streamVersion: 3, error: 'An earlier event of its stream is parked.', attempts: 0 },
      { streamId: bad, streamVersion: 4, error: 'An earlier event of its stream is parked.', attempts: 0 },
    ]);
    const again = { source: 'catalog', streamId: bad } as const;
    expect(await replayParked(pool, handler, again)).toEqual({
      replayed: 0,
      failed: [{ streamId: bad, error: 'Cannot take this.' }],
      nextAfter: null,
    });
    poison = false;
    expect(await replayParked(pool, handler, again)).toEqual({ replayed: 3, failed: [], nextAfter: null });
    await writeEvents(catalog.pool, [bad], { from: 5, type: 'Good' });
    await settled([leader]);
    const stream = (await seen()).filter((event) => event.streamId === bad);
    expect(stream.map((event) => event.streamVersion)).toEqual([1, 2, 3, 4, 5]);
    await leader.stop();
    await running.stop();
  });

  it('tries a whole batch again when the fault is not in its events', async () => {
    let failures = 3;
    const { pool, seen, running } = await consume('shaky', 1, () => {
      if (failures-- > 0) throw Object.assign(new Error('The server goes down.'), { code: '57P01' });
    });
    const leader = relay(users, [{ consumer: { name: 'shaky', context: 'audit' }, types: ['Shaken'] }]);
    await writeEvents(users.pool, someStreams(3), { count: 3, type: 'Shaken' });
    await settled([leader]);
    expect(disorder(await seen())).toEqual([]);
    expect(await seen()).toHaveLength(9);
    expect(await parkedEvents(pool, inSources('shaky', 'users'))).toEqual([]);
    await leader.stop();
    await running.stop();
  });

  it('parks nothing when it is the consumer that is broken', async () => {
    let broken = true;
    let tries = 0;
    const { pool, handler, seen, running } = await consume('broken', 1, () => {
      tries += 1;
      if (broken) throw new TypeError('undefined is not a function');
    });
    const leader = relay(users, [{ consumer: { name: 'broken', context: 'audit' }, types: ['Fine'] }]);
    await writeEvents(users.pool, someStreams(40), { type: 'Fine' });
    await eventually(() => tries > 50, { what: 'a second try' });
    await running.stop();
    expect(await parkedEvents(pool, inSources('broken', 'users'))).toEqual([]);
    broken = false;
    const repaired = startConsumer({ handler, queues, bus, log, service: 'test', lanes: 1 });
    await settled([leader]);
    expect(await seen()).toHaveLength(40);
    await leader.stop();
    await repaired.stop();
  });

  it('refuses to read in other lanes than before, and says what to do', async () => {
    const inLanes = (lanes: number) =>
      relay(users, [{ consumer: { name: 'laned', context: 'audit', lanes }, types: ['Laned'] }]);
    const two = inLanes(2);
    await eventually(() => two.state() === 'leading');
    await two.stop();
    const one = inLanes(1);
    expect(await eventually(() => typeof one.state() === 'object' && one.state())).toEqual({
      failed: expect.stringContaining('laned was read in 2 lanes until now, not in 1'),
    });
    await one.stop();
  });

  it('begins again for a consumer that lost its memory, and for a source that was made anew', async () => {
    const { pool, seen, running } = await consume('forgetful');
    const routes: Route[] = [{ consumer: { name: 'forgetful', context: 'audit' }, types: ['Remembered'] }];
    let leader = relay(users, routes);
    const streams = someStreams(10);
    await writeEvents(users.pool, streams, { count: 2, type: 'Remembered' });
    await settled([leader]);
    await pool.query('DELETE FROM lane_cursor; DELETE FROM seen');
    await writeEvents(users.pool, streams, { from: 3, type: 'Remembered' });
    await settled([leader]);
    expect(await seen()).toHaveLength(30);
    expect(disorder(await seen())).toEqual([]);
    await leader.stop();

    const anew = await openSource('users');
    // Databases of tests are copies of one; a real one draws its epoch when it is made.
    await anew.pool.query('UPDATE event_epoch SET epoch = gen_random_uuid()');
    leader = relay(anew, routes);
    await writeEvents(anew.pool, someStreams(1), { type: 'Remembered' });
    await settled([leader]);
    expect((await seen()).slice(30).map((event) => event.position)).toEqual([1]);
    await leader.stop();
    await running.stop();
    await anew.drop();
  });
});

async function flush(): Promise<void> {
  const redis = new Redis(testRedisUrl(FLUSHED_DATABASE));
  await redis.flushdb();
  redis.disconnect();
}

async function count(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ events: number }>('SELECT count(*) AS events FROM event');
  return rows[0]?.events ?? 0;
}

async function cursorOf(pool: Pool, consumer: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ upto: number }>('SELECT upto FROM lane_cursor WHERE consumer = $1', [consumer]);
  return rows[0]?.upto;
}
