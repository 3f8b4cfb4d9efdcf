import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPool, withClient } from '@comptoir/database';
import { CONTEXT_NAMES } from '@comptoir/kit';
import { createLogger, type Logger } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { seed as seedUsers } from '@comptoir/users/seed';
import pg from 'pg';
import { systemConfig, environment } from '../src/config.ts';
import { demoPlan } from '../src/demo/plan.ts';
import { seedDemo } from '../src/demo/seed.ts';
import { planFleet, type ProcessPlan } from '../src/fleet/plan.ts';
import { startSupervisor, type Supervisor } from '../src/fleet/supervisor.ts';
import { prepareGround, type Ground } from '../src/ground.ts';
import { isAlive } from '../src/local/processes.ts';
import { freeRange } from '../e2e/ports.ts';
import { BREAKS, type Break, type BreakName } from './breaks.ts';
import type { Databases } from './checks/check.ts';
import { startServers, type Servers } from './servers.ts';
import { unlessStopped } from './stop.ts';

export type WorldOptions = {
  /** No demo chain: the tables are empty, and plans are made without statistics. */
  empty: boolean;
  /** Milliseconds by which the clocks of the workers are off. Those of a gateway and its subgraphs may not be: signatures end. */
  clockMs: number;
  /** A guard that the processes run without. */
  broken: BreakName | null;
};

/** A fleet and its servers on a throw-away folder, for as many schedules as it stays sound. */
export type World = {
  options: WorldOptions;
  folder: string;
  servers: Servers;
  /** Reads the databases as an owner does; nothing of the product is between. */
  databases: Databases;
  /** Names of the processes. */
  names: readonly string[];
  pid(name: string): number;
  /** The clock of a process from its next start on. */
  setClock(name: string, offMs: number): void;
  /** Resolves when every process answers that it is ready. */
  untilReady(): Promise<void>;
  url: string;
  /** `keep` leaves data and logs where they are. */
  stop(how?: { keep: boolean }): Promise<void>;
};

/** Leases and locks so short that a pause of some seconds outlasts them, and holds that are lost now and then. */
const IMPATIENT = {
  SAGA_LEASE_MS: '2000',
  SAGA_JOB_LOCK_MS: '2000',
  RESERVATION_TTL_SECONDS: '4',
};
const UNLIMITED = { LOGINS_PER_MINUTE: '100000', OPERATIONS_PER_MINUTE: '1000000' };
export const SHOPPERS = 24;
/** Of the hundred ports of a range, the fleet's own are in front. */
const BEHIND_FLEET = 90;
const READY_MS = 90_000;

/** Leaves nothing behind when it is told to `stop` before the fleet stands. */
export async function startWorld(options: WorldOptions, stopSignal: AbortSignal): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'comptoir-chaos-'));
  const log = createLogger('chaos', 'silent');
  const base = await freeRange();
  const [postgres, redis] = [base + BEHIND_FLEET, base + BEHIND_FLEET + 1];
  const servers = await startServers(folder, { postgres, redis });
  let supervisor: Supervisor | null = null;
  const databases = {} as Databases;

  async function stop({ keep } = { keep: false }): Promise<void> {
    for (const pid of Object.values(supervisor?.pids() ?? {})) if (isAlive(pid)) process.kill(pid, 'SIGCONT');
    await supervisor?.stop();
    await Promise.all(Object.values(databases).map((pool) => pool.end()));
    await servers.stop();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }

  try {
    const { plans, ground, url } = await unlessStopped(stopSignal, layOut(folder, base, servers, options));
    for (const context of CONTEXT_NAMES) databases[context] = openReader(ground.databases[context].ownerUrl);
    await unlessStopped(stopSignal, fill(ground, options, log));
    const running = (supervisor = startSupervisor(plans, join(folder, 'logs'), () => undefined));
    await unlessStopped(stopSignal, running.started);
    const byName = new Map(plans.map((plan) => [plan.name, plan]));
    const plan = (name: string): ProcessPlan => {
      const found = byName.get(name);
      if (!found) throw new Error(`No process ${name}: there are ${[...byName.keys()].join(', ')}.`);
      return found;
    };
    return {
      options,
      folder,
      servers,
      databases,
      names: plans.map(({ name }) => name),
      pid: (name) => running.pids()[plan(name).name] ?? 0,
      setClock: (name, offMs) => void (plan(name).env.CHAOS_CLOCK_MS = String(offMs)),
      untilReady: () => untilReady(plans),
      url,
      stop,
    };
  } catch (error) {
    await stop({ keep: !stopSignal.aborted });
    throw new Error(`The fleet did not start: see ${folder}`, { cause: error });
  }
}

/** What `npm run start:fleet` would start, a second worker of sagas beside it, and the harness's preloads in each process. */
async function layOut(
  folder: string,
  base: number,
  servers: Servers,
  { clockMs, broken }: WorldOptions,
): Promise<{ plans: ProcessPlan[]; ground: Ground; url: string }> {
  const [port, opsPort, secondOps] = [base + BEHIND_FLEET + 2, base + BEHIND_FLEET + 3, base + BEHIND_FLEET + 4];
  const { edits, sql }: Pick<Break, 'edits' | 'sql'> = broken ? BREAKS[broken] : { edits: [], sql: [] };
  const config = systemConfig({
    PATH: environment.PATH,
    HOME: environment.HOME,
    ...IMPATIENT,
    ...UNLIMITED,
    COMPTOIR_DATA_DIR: folder,
    DATABASE_URL: servers.databaseUrl,
    REDIS_URL: servers.redisUrl,
    DEMO: 'true',
    LOG_LEVEL: 'info',
    POOL_SIZE: '6',
    PORT: String(port),
    OPS_PORT: String(opsPort),
    FLEET_BASE_PORT: String(base),
    NODE_OPTIONS: ['clock.mjs', 'edits.mjs'].map((file) => `--import=${new URL(file, import.meta.url).href}`).join(' '),
    CHAOS_EDITS: JSON.stringify(edits),
  });
  const ground = await prepareGround(
    config,
    { part: (_, work) => work(), note: () => undefined },
    { onChanged() {}, onLost() {} },
  );
  for (const { context, statement } of sql)
    await withClient(ground.databases[context].ownerUrl, (owner) => owner.query(statement));
  const plans = planFleet(config, ground).flatMap((plan) =>
    plan.name === 'worker-sagas' ? [plan, secondWorker(plan, secondOps)] : [plan],
  );
  for (const { name, env } of plans) if (name.startsWith('worker')) env.CHAOS_CLOCK_MS = String(clockMs);
  return { plans, ground, url: `http://127.0.0.1:${port}` };
}

/** A pool that waits as long as it takes: on a machine this busy a connection is slow, and that is no difference. */
function openReader(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 3 });
  // The server is killed under it.
  pool.on('error', () => undefined);
  return pool;
}

const SECOND = 'worker-sagas-2';

const secondWorker = (plan: ProcessPlan, opsPort: number): ProcessPlan => ({
  ...plan,
  name: SECOND,
  opsPort,
  env: { ...plan.env, WORKER_NAME: SECOND, OPS_PORT: String(opsPort) },
});

/** The demo chain and shoppers; on an empty database people only. */
async function fill(ground: Ground, { empty }: WorldOptions, log: Logger): Promise<void> {
  const now = new Date();
  if (!empty) return void (await seedDemo(ground.databases, { now, testShoppers: SHOPPERS }, log));
  const pool = openPool({ url: ground.databases.users.appUrl, context: 'users', max: 1, service: 'chaos', log });
  try {
    const { users } = demoPlan({ now, testShoppers: SHOPPERS });
    await seedUsers(pool, { users: users.filter(({ password }) => password !== null) });
  } finally {
    await pool.end();
  }
}

async function untilReady(plans: readonly ProcessPlan[]): Promise<void> {
  const isReady = async ({ opsPort }: ProcessPlan) =>
    (await fetch(`http://127.0.0.1:${opsPort}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  await Promise.all(
    plans.map((plan) => eventually(() => isReady(plan), { within: READY_MS, every: 100, what: `${plan.name} ready` })),
  );
}
