import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from '@comptoir/database';
import { createRelayWake, startConsumer, type Route } from '@comptoir/messaging';
import { eventually } from '@comptoir/testing';
import { Redis } from 'ioredis';
import { batchId, batchQueue } from '../src/batch.ts';
import { SHORTEST_PACE_MS } from '../src/relay-term.ts';
import { disorder, openBackbone, openConsumer, openSource, settled, someStreams, writeEvents } from './backbone.ts';
import { BACKENDS, log, testRedisUrl } from './servers.ts';

const FLUSHED_DATABASE = 9;

type Backbone = Awaited<ReturnType<typeof openBackbone>>;

describe.each(BACKENDS)('the event backbone on %s', (backend) => {
  let backbone: Backbone;
  let { bus, queues, users, catalog, consumers, relay, consume } = {} as Backbone;
  beforeAll(async () => {
    backbone = await openBackbone(backend, FLUSHED_DATABASE);
    ({ bus, queues, users, catalog, consumers, relay, consume } = backbone);
  });
  afterAll(() => backbone.close());

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
