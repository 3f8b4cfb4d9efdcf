import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPostgres, type LocalPostgres } from '../src/local/postgres.ts';
import { isAlive, waitForExit } from '../src/local/processes.ts';
import { startRedis, type LocalRedis } from '../src/local/redis.ts';

/** PostgreSQL and Redis of a run: what a fleet gets as DATABASE_URL and REDIS_URL. Killed, they come back on the same port. */
export type Servers = {
  databaseUrl: string;
  redisUrl: string;
  pids(): { postgres: number; redis: number };
  /** kill -9 of the whole server, and its start on what it has left on disk. */
  killPostgres(): Promise<void>;
  /** kill -9; `empty` brings it back without anything that it knew. */
  killRedis(how: { empty: boolean }): Promise<void>;
  /** Waits for one that is being brought back: it would outlive its folder. */
  stop(): Promise<void>;
};

const GONE_MS = 10_000;
const BACK_MS = 60_000;

/**
 * Their ports must not be among those that the system draws for outgoing connections: while nobody listens there, a client
 * that tries again and again would sooner or later be given it.
 */
export async function startServers(dataDir: string, ports: { postgres: number; redis: number }): Promise<Servers> {
  const ofPostgres = { dataDir, maxConnections: 300, port: ports.postgres };
  const ofRedis = { dataDir, port: ports.redis };
  let postgres = await startPostgres(ofPostgres);
  let redis = await startRedis(ofRedis);
  const databaseUrl = postgres.adminUrl;
  const redisUrl = redis.url;
  if (!redisUrl) {
    await postgres.stop();
    throw new Error('The crash suite needs redis-server on the PATH (Debian: apt-get install redis-server).');
  }

  let back: Promise<unknown> = Promise.resolve();
  function untilBack(restart: Promise<void>): Promise<void> {
    back = Promise.allSettled([back, restart]);
    return restart;
  }

  async function kill(pid: number): Promise<void> {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    if (!(await waitForExit(pid, GONE_MS))) throw new Error(`Process ${pid} survived kill -9.`);
  }

  async function restartPostgres(): Promise<void> {
    await kill(postgres.pid);
    postgres = await again<LocalPostgres>(() => startPostgres(ofPostgres));
    requireSame(postgres.adminUrl, databaseUrl);
  }

  async function restartRedis(empty: boolean): Promise<void> {
    await kill(redis.pid ?? 0);
    if (empty) rmSync(join(dataDir, 'redis'), { recursive: true, force: true });
    redis = await again<LocalRedis>(() => startRedis(ofRedis));
    requireSame(redis.url ?? '', redisUrl ?? '');
  }

  return {
    databaseUrl,
    redisUrl,
    pids: () => ({ postgres: postgres.pid, redis: redis.pid ?? 0 }),
    killPostgres: () => untilBack(restartPostgres()),
    killRedis: ({ empty }) => untilBack(restartRedis(empty)),
    async stop() {
      await back;
      await redis.stop();
      await postgres.stop();
    },
  };
}

/** Sessions of a server that was killed may take a moment to notice; until they are gone, the next one is refused. */
async function again<T>(start: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + BACK_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await wait(100);
    }
  }
}

function requireSame(now: string, before: string): void {
  if (now !== before)
    throw new Error(`A server came back at ${new URL(now).host}, not at ${new URL(before).host}: nobody will find it.`);
}
