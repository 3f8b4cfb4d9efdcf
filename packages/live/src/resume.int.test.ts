import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool, type Pool } from '@comptoir/database';
import { createLogger } from '@comptoir/telemetry';
import { freshDatabase, type FreshDatabase } from '@comptoir/testing/database';
import { Redis } from 'ioredis';
import { createHub, numberedStream, redisBus, type Hub, type LiveBus } from './index.ts';

const CLIENTS = 60;
const PROCESSES = 3;
const STREAMS = 6;
const LAST = 250;
const SEED = 11;
/** Of Redis: connections to it are cut, and they must be nobody else's. */
const DATABASE = 11;

type Item = { version: number };

const log = createLogger('live-test', 'silent');
const numbers = Array.from({ length: LAST }, (_, i) => i + 1);

/** Small and repeatable (Lehmer). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

let database: FreshDatabase;
let pool: Pool;
let redis: Redis;
/** Of the writer, and of each process that clients are connected to. */
let buses: LiveBus[];

(process.env.TEST_REDIS_URL ? describe : describe.skip)('sixty clients that come and go', () => {
  beforeAll(async () => {
    database = await freshDatabase('complaints');
    pool = openPool({ url: database.url, context: 'complaints', max: 10, service: 'test', log });
    const url = new URL(process.env.TEST_REDIS_URL ?? '');
    url.pathname = `/${DATABASE}`;
    const prefix = `resume-${randomUUID()}:`;
    redis = new Redis(url.href);
    buses = Array.from({ length: 1 + PROCESSES }, () => redisBus({ url: url.href, log, prefix }));
  });
  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    redis.disconnect();
    await pool.end();
    await database.drop();
  });

  it('have 1..n exactly, whatever becomes of publications and connections', async () => {
    const streams = Array.from({ length: STREAMS }, () => randomUUID());
    const hubs = buses.slice(1).map(createHub);
    const left = new AbortController();
    const cutting = cutConnections(left.signal);
    const clients = Array.from({ length: CLIENTS }, (_, n) =>
      follow(hubs[n % hubs.length] as Hub, streams[n % STREAMS] as string, randomFrom(SEED + n)),
    );
    const naive = Array.from({ length: STREAMS }, (_, n) =>
      followNaively(hubs[n % hubs.length] as Hub, streams[n] ?? ''),
    );
    const told = await Promise.all(streams.map((stream, n) => write(stream, randomFrom(SEED * 100 + n))));
    const received = await Promise.all(clients);
    left.abort();
    const cut = await cutting;

    for (const { versions } of received) expect(versions).toEqual(numbers);
    // It was as bad as that.
    const total = (of: (one: (typeof told)[number]) => number) => told.reduce((sum, one) => sum + of(one), 0);
    expect(received.reduce((sum, { connects }) => sum + connects, 0)).toBeGreaterThan(CLIENTS * 5);
    expect(total(({ lost }) => lost)).toBeGreaterThan(STREAMS * 10);
    expect(total(({ late }) => late)).toBeGreaterThan(STREAMS * 10);
    expect(cut).toBeGreaterThan(PROCESSES);
    // Who reads what is there and then listens has not.
    for (const stop of naive) expect(await stop()).not.toEqual(numbers);
  }, 90_000);
});

/** Appends 1..n. One publication in ten never goes out, another one goes out late, behind its followers, and some go out twice. */
async function write(stream: string, random: () => number): Promise<{ lost: number; late: number }> {
  const [bus] = buses;
  const publish = (version: number) => bus?.publish('item', [{ key: stream, version }]);
  const late: number[] = [];
  const told = { lost: 0, late: 0 };
  for (const version of numbers) {
    await pool.query(
      `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
       VALUES ($1, $2, 'thing', $3, 'Something', 1, '{}', '{}')`,
      [randomUUID(), stream, version],
    );
    const luck = random();
    if (luck < 0.1) told.lost += 1;
    else if (luck < 0.2) {
      late.push(version);
      told.late += 1;
    } else publish(version);
    if (luck > 0.95) publish(version);
    if (late.length > 2) late.splice(0).reverse().forEach(publish);
    await wait(random() * 20);
  }
  return told;
}

const read = async (stream: string, after: number, limit: number): Promise<Item[]> => {
  const { rows } = await pool.query<Item>(
    'SELECT stream_version AS version FROM event WHERE stream_id = $1 AND stream_version > $2 ORDER BY 1 LIMIT $3',
    [stream, after, limit],
  );
  return rows;
};

/** A client as browsers are: connected for a moment, gone, and back with the last number that it has. */
async function follow(hub: Hub, stream: string, random: () => number) {
  const versions: number[] = [];
  let connects = 0;
  while (versions.length < LAST) {
    connects += 1;
    const items = numberedStream<Item>({
      ...{ hub, channel: 'item', key: stream, after: versions.at(-1) ?? 0, sweepMs: 300 },
      current: async () => null,
      read: (after, limit) => read(stream, after, limit),
      itemsOf: ({ version }) => [{ version: Number(version) }],
    });
    const leaves = wait(20 + random() * 400, 'gone' as const);
    for (;;) {
      const next = items.next();
      const item = await Promise.race([next, leaves]);
      if (item === 'gone') {
        await items.return?.();
        // It may have been on its way: a client that is gone does not have it.
        await next;
        break;
      }
      versions.push(item.value.version);
      if (versions.length === LAST) await items.return?.();
      if (versions.length === LAST) break;
    }
    await wait(random() * 30);
  }
  return { versions, connects };
}

/** Listens to what comes, from where the table was. It stands here to be caught. */
function followNaively(hub: Hub, stream: string): () => Promise<number[]> {
  const started = read(stream, 0, LAST).then((items) => {
    const versions = items.map(({ version }) => version);
    const stop = hub.listen('item', stream, {
      onMessage: ({ version }) => void versions.push(Number(version)),
      onMissed: () => undefined,
    });
    return { versions, stop };
  });
  return async () => {
    const { versions, stop } = await started;
    stop();
    return versions;
  };
}

/** Cuts all connections to Redis of this test now and then. Answers how many that were. */
async function cutConnections(until: AbortSignal): Promise<number> {
  let cut = 0;
  while (!until.aborted) {
    await wait(700, undefined, { signal: until }).catch(() => undefined);
    const own = await redis.client('ID');
    const clients = String(await redis.client('LIST')).split('\n');
    for (const client of clients.filter((line) => line.includes(` db=${DATABASE} `))) {
      const id = /\bid=(\d+)/.exec(client)?.[1];
      if (id && Number(id) !== own) cut += Number(await redis.client('KILL', 'ID', id));
    }
  }
  return cut;
}
