import { randomUUID } from 'node:crypto';
import { withClient, type Pool } from '@comptoir/database';
import { redisBus } from '@comptoir/live';
import { createRelayWake, openQueues, startRelay, type Relay, type Route } from '@comptoir/messaging';
import { eventually } from '@comptoir/testing';
import { Redis } from 'ioredis';
import { openConsumer, openSource } from '../backbone.ts';
import { log, testRedisUrl } from '../servers.ts';
import { followNaively } from './naive-cursor.ts';
import { storm, type Tally } from './storm.ts';
import { figures, judge, type Place, type Verdict } from './verdict.ts';
import { startWorkers } from './workers.ts';

/** What is emptied is nobody else's. */
const REDIS_DATABASE = 10;
const WRITERS = 12;
const STREAMS = 60;
const LANES = 2;
const RELAY_ENDS_EVERY_MS = 1_200;

/** `events`: how many are committed, or a few more. */
export type LossOptions = { seed: number; events: number };

export type LossReport = {
  tally: Tally;
  /** Positions that no event has: drawn by transactions that were rolled back. */
  burnt: number;
  relaysEnded: number;
  redisEmptied: number;
  workersKilled: number;
  /** From the event table through relays, queues and workers to what took effect. */
  relayed: Record<keyof Verdict, number>;
  /** What `position > cursor` made of the same events. */
  naive: Record<keyof Verdict, number>;
  seconds: number;
};

/** One storm of writers, with all that can go wrong on the way of their events, and what came of it. */
export async function runLoss({ seed, events }: LossOptions): Promise<LossReport> {
  const startedAt = performance.now();
  const within = 60_000 + 3 * events;
  const prefix = `loss-${randomUUID()}:`;
  const redisUrl = testRedisUrl(REDIS_DATABASE);
  const [source, consumer] = await Promise.all([openSource('catalog'), openConsumer('everything')]);
  const queues = await openQueues({ redisUrl, prefix, service: 'test', log });
  const bus = redisBus({ url: redisUrl, prefix, log });
  const routes: Route[] = [{ consumer: { name: 'everything', context: 'audit', lanes: LANES }, types: 'all' }];
  const relays = keepTwoRelays(source.pool, () =>
    startRelay({ pool: source.pool, source: source.name, queues, bus, log, service: 'test', routes }),
  );
  const workers = startWorkers({ databaseUrl: consumer.url, redisUrl, prefix, consumer: 'everything', lanes: LANES }, [
    { after: events / 10, when: 'applied' },
    { after: events / 4, when: 'committed' },
  ]);
  const elsewhere = await openTransactionElsewhere();
  const naive = followNaively(source.pool);
  const redis = new Redis(redisUrl);

  try {
    const emptying = (async () => {
      for (const share of [0.3, 0.6]) {
        await eventually(async () => (await countSeen(consumer.pool)) > share * events, {
          within,
          what: `${share * events} events taken effect`,
        });
        await redis.flushdb();
      }
      return 2;
    })();
    // Heard of where it is awaited.
    emptying.catch(() => undefined);
    const wake = createRelayWake(bus, source.name);
    const tally = await storm({ pool: source.pool, seed, events, writers: WRITERS, streams: STREAMS, onCommit: wake });
    const [workersKilled, redisEmptied] = await Promise.all([workers.allDied(), emptying]);
    const relaysEnded = relays.leaveAlone();
    await eventually(relays.settled, { within, what: 'everything taken effect' });

    const { rows: written } = await source.pool.query<Place & { position: number }>(
      'SELECT position, stream_id AS "streamId", stream_version AS "streamVersion" FROM event ORDER BY position',
    );
    return {
      ...{ tally, relaysEnded, redisEmptied, workersKilled },
      burnt: (written.at(-1)?.position ?? 0) - written.length,
      relayed: figures(judge(written, await consumer.seen())),
      naive: figures(judge(written, await naive.stop())),
      seconds: (performance.now() - startedAt) / 1_000,
    };
  } finally {
    workers.stop();
    await naive.stop();
    await relays.stop();
    await elsewhere.end();
    redis.disconnect();
    await queues.close();
    await bus.close();
    await Promise.all([source.drop(), consumer.drop()]);
  }
}

/** Two relays of one source, of which now and then the older one is stopped and followed, or the leader's connection breaks. */
function keepTwoRelays(pool: Pool, start: () => Relay) {
  const running = [start(), start()];
  let ended = 0;
  let work: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    work = work.then(async () => {
      ended += 1;
      if (ended % 3 === 0) return breakLead(pool);
      await running.shift()?.stop();
      running.push(start());
    });
  }, RELAY_ENDS_EVERY_MS);
  return {
    async settled(): Promise<boolean> {
      return (await Promise.all(running.map((relay) => relay.settled()))).some(Boolean);
    },
    /** No more accidents; answers how many there were. */
    leaveAlone(): number {
      clearInterval(timer);
      return ended;
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      await work;
      await Promise.all(running.map((relay) => relay.stop()));
    },
  };
}

async function breakLead(pool: Pool): Promise<void> {
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks
      WHERE locktype = 'advisory' AND ((classid::bigint << 32) | objid::bigint) = hashtext('comptoir.relay') AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
}

/** A transaction that writes in another database of the server, and stays open: whoever waits for the oldest one waits for it. */
async function openTransactionElsewhere(): Promise<{ end(): Promise<void> }> {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let begun = (): void => undefined;
  const open = new Promise<void>((resolve) => (begun = resolve));
  const holding = withClient(process.env.TEST_DATABASE_URL ?? '', async (client) => {
    await client.query('BEGIN; CREATE TEMPORARY TABLE held (id int) ON COMMIT DROP; INSERT INTO held VALUES (1)');
    begun();
    await ended;
    await client.query('COMMIT');
  });
  await Promise.race([open, holding]);
  return {
    end: () => {
      end();
      return holding;
    },
  };
}

async function countSeen(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ seen: number }>('SELECT count(*) AS seen FROM seen');
  return rows[0]?.seen ?? 0;
}
