import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort, isAlive, openLog, stopAtExit, waitForExit } from './processes.ts';

export type LocalRedis = {
  /** null: there is no Redis on this machine, and the one-process system does without. */
  url: string | null;
  road: 'external' | 'private' | 'none';
  pid: number | null;
  stop(): Promise<void>;
};

export type LocalRedisOptions = {
  /** REDIS_URL, when somebody has set it. */
  url?: string | undefined;
  /** Its append-only file lives in `<dataDir>/redis`, its log in `<dataDir>/redis.log`. */
  dataDir: string;
  /** false: nothing is written to disk. For tests. */
  durable?: boolean;
  /** Else the port of the last start when it is free, else any. */
  port?: number | undefined;
  log?: (line: string) => void;
  onLost?: () => void;
};

/** Redis by the rule: the one at `url`, else a private redis-server of this machine, else none. */
export async function startRedis(options: LocalRedisOptions): Promise<LocalRedis> {
  const nothing = async () => undefined;
  if (options.url) {
    await requireAnswer(options.url);
    return { url: options.url, road: 'external', pid: null, stop: nothing };
  }
  const found = spawnSync('redis-server', ['--version'], { stdio: 'ignore' });
  if (found.status !== 0) return { url: null, road: 'none', pid: null, stop: nothing };
  return startPrivate(options);
}

/** Throws when nothing answers at an address that somebody gave: before anything is made that needs it. */
async function requireAnswer(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 3_000,
  });
  let reason = '';
  client.on('error', (error: Error) => (reason = error.message));
  try {
    await client.connect();
    await client.ping();
  } catch (cause) {
    throw new Error(
      `REDIS_URL: no Redis answers at ${new URL(url).host} (${reason || (cause as Error).message}). Start it, correct the address, or leave REDIS_URL out.`,
      { cause },
    );
  } finally {
    client.disconnect();
  }
}

type Known = { password: string; port: number; pid: number };

async function startPrivate({
  dataDir: given,
  durable = true,
  port: wanted,
  log = () => undefined,
  onLost,
}: LocalRedisOptions): Promise<LocalRedis> {
  const dataDir = resolve(given);
  const folder = join(dataDir, 'redis');
  const file = join(dataDir, 'redis.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known: Known = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Known)
    : { password: randomBytes(24).toString('base64url'), port: 0, pid: 0 };
  if (known.pid && isAlive(known.pid, 'redis-server')) {
    log(`a redis-server (pid ${known.pid}) of an earlier run is still there: stopping it`);
    process.kill(known.pid, 'SIGTERM');
    if (!(await waitForExit(known.pid, 10_000)))
      throw new Error(`The redis-server of an earlier run does not stop. End it: kill -9 ${known.pid}`);
  }
  const port = wanted ?? (await freePort(known.port));
  // Settings go through its standard input: a command line can be read by every user of the machine.
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${known.password}`,
    `dir ${JSON.stringify(folder)}`,
    'maxmemory-policy noeviction',
    'save ""',
    `appendonly ${durable ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'daemonize no',
  ];
  const out = openLog(join(dataDir, 'redis.log'));
  const server = spawn('redis-server', ['-'], { cwd: '/', detached: true, stdio: ['pipe', out, out] });
  closeSync(out);
  stopAtExit(server, 'SIGTERM');
  server.stdin?.end(`${settings.join('\n')}\n`);
  writeFileSync(file, JSON.stringify({ ...known, port, pid: server.pid ?? 0 }), { mode: 0o600 });

  let gone = false;
  let stopping = false;
  const exited = new Promise<void>((done) => {
    server.once('error', () => done());
    server.once('exit', () => {
      gone = true;
      if (!stopping) onLost?.();
      done();
    });
  });
  const url = `redis://:${known.password}@127.0.0.1:${port}`;
  await untilReady(url, () => gone, join(dataDir, 'redis.log'));
  server.unref();
  return {
    url,
    road: 'private',
    pid: server.pid ?? null,
    async stop() {
      stopping = true;
      if (gone) return;
      server.ref();
      server.kill('SIGTERM');
      const force = setTimeout(() => server.kill('SIGKILL'), 8_000);
      await exited;
      clearTimeout(force);
    },
  };
}

async function untilReady(url: string, ended: () => boolean, logFile: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  // Refused connections until it listens are told by connect() itself.
  client.on('error', () => undefined);
  try {
    for (;;) {
      if (ended())
        throw new Error(
          `redis-server did not start:\n${readFileSync(logFile, 'utf8').split('\n').slice(-6).join('\n')}`,
        );
      try {
        if (client.status !== 'ready') await client.connect();
        await client.ping();
        return;
      } catch (error) {
        // Not listening yet, or still loading its file.
        if (Date.now() > deadline)
          throw new Error(`redis-server did not become ready within 30 s: see ${logFile}`, { cause: error });
        await wait(20);
      }
    }
  } finally {
    client.disconnect();
  }
}
