import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { isAlive } from '../src/local/processes.ts';
import { freePorts, freeRange } from './ports.ts';

/** Each takes a second or two where nothing else runs. */
const LONGEST_MS = 120_000;
const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How a start ended: its exit code, and all that it said. */
type Ended = { code: number | null; said: string };

let taken: Server;
let takenPort: number;
let closedPort: number;
let fleetPort: number;
/** One folder for all: a start that fails leaves it to the next, and its cluster need not be made again. */
let data: string;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'comptoir-start-'));
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  takenPort = (taken.address() as AddressInfo).port;
  [closedPort = 0] = await freePorts(1);
  fleetPort = await freeRange();
  writeFileSync(join(data, 'a-file'), '');
  mkdirSync(join(data, 'in-use'));
  writeFileSync(join(data, 'in-use/owner.pid'), String(process.pid));
});
afterAll(async () => {
  for (const pid of leftBehind()) process.kill(pid, 'SIGKILL');
  await new Promise((done) => taken?.close(done));
  await rm(data, { recursive: true, force: true });
});

/** Runs Node on an entry, or whatever its arguments say, as a process of its own until it ends. */
async function start(
  entry: string | string[],
  env: Record<string, string>,
  onPart: (child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...[entry].flat()], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...{ NODE_ENV: 'production', NODE_OPTIONS: '', LOG_LEVEL: 'silent', DEMO: 'false', COMPTOIR_DATA_DIR: data },
      ...{ PORT: '0', OPS_PORT: '0', DATABASE_URL: '', REDIS_URL: '', ...env },
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  child.stdout?.on('data', (text) => (said += text));
  child.stderr?.on('data', (text) => (said += text));
  child.on('message', (message: { failed?: string; part?: string }) => {
    said += message.failed ?? '';
    if (message.part) onPart(child);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

/** Processes that live on with this data folder: servers by what they noted of themselves, all others by their environment. */
function leftBehind(): number[] {
  const noted = [
    existsSync(join(data, 'redis.json')) && JSON.parse(readFileSync(join(data, 'redis.json'), 'utf8')).pid,
    existsSync(join(data, 'pg/postmaster.pid')) && parseInt(readFileSync(join(data, 'pg/postmaster.pid'), 'utf8'), 10),
  ].filter((pid) => pid && isAlive(pid));
  if (!existsSync('/proc/self/environ')) return noted;
  const mentions = (pid: string): boolean =>
    ['environ', 'cmdline'].some((file) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(data);
      } catch {
        return false;
      }
    });
  const seen = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && mentions(pid) && isAlive(Number(pid)));
  return [...new Set([...noted, ...seen.map(Number)])];
}

type Case = [what: string, entry: string, env: () => Record<string, string>, says: (string | RegExp)[]];

const NPM_START = 'scripts/start.mjs';
const SYSTEM = 'system/src/main.ts';
const FLEET = 'system/src/fleet.ts';
const file = (name: string): string => join(data, name);

const CASES: Case[] = [
  [
    'PORT is taken',
    NPM_START,
    () => ({ PORT: String(takenPort) }),
    [/Port \d+ is taken by another program\. .* PORT=\d+ npm start/],
  ],
  [
    'OPS_PORT is taken',
    NPM_START,
    () => ({ OPS_PORT: String(takenPort) }),
    [/Port \d+ is taken by another program\. .* OPS_PORT=\d+ npm start/],
  ],
  ['PORT is a word', NPM_START, () => ({ PORT: 'http' }), ['PORT=http is no port: use a number from 1 to 65535.']],
  ['PORT is too large', NPM_START, () => ({ PORT: '70000' }), ['PORT=70000 is no port']],
  ['OPS_PORT is half a port', NPM_START, () => ({ OPS_PORT: '9400.5' }), ['OPS_PORT=9400.5 is no port']],
  [
    'the data folder is a file',
    NPM_START,
    () => ({ COMPTOIR_DATA_DIR: file('a-file') }),
    ['a-file is a file, not a folder', 'COMPTOIR_DATA_DIR=/some/folder npm start'],
  ],
  [
    'another system runs on the data folder',
    NPM_START,
    () => ({ COMPTOIR_DATA_DIR: file('in-use') }),
    [`(process ${process.pid})`, 'or use another folder: COMPTOIR_DATA_DIR='],
  ],
  [
    'nothing of the environment is right',
    SYSTEM,
    () => ({
      PORT: 'http',
      DATABASE_URL: 'somewhere',
      REDIS_URL: 'http://secret',
      DATABASE_URL_SALES: 'mysql://secret',
    }),
    [/PORT: /, /DATABASE_URL: .*postgres:\/\//, /REDIS_URL: .*redis:\/\//, /DATABASE_URL_SALES: .*postgres:\/\//],
  ],
  [
    'no PostgreSQL answers at DATABASE_URL',
    SYSTEM,
    () => ({ DATABASE_URL: `postgres://me:secret@127.0.0.1:${closedPort}/postgres` }),
    [/DATABASE_URL: no PostgreSQL lets us in at 127\.0\.0\.1:\d+\/postgres .*ECONNREFUSED.* leave DATABASE_URL out/],
  ],
  [
    'no Redis answers at REDIS_URL',
    SYSTEM,
    () => ({ REDIS_URL: `redis://:secret@127.0.0.1:${closedPort}` }),
    [/REDIS_URL: no Redis answers at 127\.0\.0\.1:\d+ .*ECONNREFUSED.* leave REDIS_URL out/],
  ],
  ['its last server cannot listen', SYSTEM, () => ({ OPS_PORT: String(takenPort) }), [/EADDRINUSE.*127\.0\.0\.1:\d+/]],
];
const OF_A_FLEET: Case[] = [
  [
    'a port of one process is taken',
    FLEET,
    () => ({ FLEET_BASE_PORT: String(takenPort) }),
    [/Port \d+, of the process users, is taken by another program\. .* FLEET_BASE_PORT=5100 npm run start:fleet/],
  ],
  [
    'one process ends while the others start',
    FLEET,
    () => ({ FLEET_BASE_PORT: String(fleetPort), SAGA_LEASE_MS: 'long' }),
    // Both workers are told so; on a busy machine either may be first.
    [/worker-(sagas|events) ended with 1 at its start\. Its log: .*worker-\1\.log/],
  ],
];

async function failsWithoutATrace(
  entry: string,
  env: Record<string, string>,
  says: (string | RegExp)[],
): Promise<void> {
  const { code, said } = await start(entry, env);
  for (const words of says) expect(said).toMatch(words);
  expect(code).toBe(1);
  expect(said).not.toContain('secret');
  expect(leftBehind()).toEqual([]);
  expect(existsSync(file('owner.pid'))).toBe(false);
}

describe('a start that fails says why and leaves nothing running', () => {
  it.each(CASES)('%s', (_what, entry, env, says) => failsWithoutATrace(entry, env(), says), LONGEST_MS);

  (hasRedis ? it : it.skip).each(OF_A_FLEET)(
    'fleet: %s',
    (_what, entry, env, says) => failsWithoutATrace(entry, env(), says),
    LONGEST_MS,
  );

  it(
    'told to stop while it starts, it stops',
    async () => {
      const { code } = await start(SYSTEM, {}, (child) => child.kill('SIGTERM'));
      // In order, or by force after ten seconds where a start takes longer than that.
      expect([0, 1]).toContain(code);
      expect(await eventually(() => leftBehind().length === 0)).toBe(true);
    },
    LONGEST_MS,
  );

  it(
    'ended by force, it still tells its servers to stop',
    async () => {
      const servers = ['Postgres', ...(hasRedis ? ['Redis'] : [])];
      const lines = servers.flatMap((name) => [
        `const { start${name} } = await import('./system/src/local/${name.toLowerCase()}.ts');`,
        `await start${name}({ dataDir: process.env.COMPTOIR_DATA_DIR });`,
      ]);
      const { code } = await start(['--input-type=module', '--eval', `${lines.join('\n')}\nprocess.exit(3);`], {});
      expect(code).toBe(3);
      expect(await eventually(() => leftBehind().length === 0)).toBe(true);
    },
    LONGEST_MS,
  );

  it('would see what was left', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { env: { COMPTOIR_DATA_DIR: data } });
    writeFileSync(file('redis.json'), JSON.stringify({ pid: child.pid }));
    await once(child, 'spawn');
    expect(leftBehind()).toEqual([child.pid]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(leftBehind()).toEqual([]);
  });
});
