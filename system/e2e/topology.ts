import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, signIn, type TestClient } from '@comptoir/testing';
import { isAlive } from '../src/local/processes.ts';
import { freePorts, freeRange } from './ports.ts';

/** The third is the one-process system on a machine without Redis. */
export type TopologyName = 'system' | 'fleet' | 'system without Redis';

/** A whole running Comptoir, driven from outside as clients drive it. */
export type Topology = {
  name: TopologyName;
  url: string;
  /** The ops address of the gateway, or of the whole system. */
  opsUrl: string;
  /** Where its secrets and the access to its servers lie. */
  dataDir: string;
  /** FLEET_BASE_PORT: where the ports of its processes begin. */
  fleetPort: number;
  /** `shopper001` … with the password of the test seed. */
  shopper(number: number): Promise<TestClient>;
  person(name: 'client' | 'client2' | 'agent' | 'manager' | 'admin'): Promise<TestClient>;
  anonymous(): TestClient;
  /** Process ids of our own by name; one entry `system` in the one-process topology. */
  processes(): Record<string, number>;
  /** Process ids of PostgreSQL and Redis. */
  servers(): Record<string, number>;
  /** Starts it again on the same data after its processes were killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 120_000;

/** Starts a topology with the demo chain and test shoppers on a throw-away data folder. */
export async function startTopology(
  name: TopologyName,
  env: Record<string, string> = {},
  nodeFlags: readonly string[] = [],
): Promise<Topology> {
  const data = mkdtempSync(join(tmpdir(), `comptoir-${name.replaceAll(' ', '-')}-`));
  const [port, opsPort] = await freePorts(2);
  const fleetPort = await freeRange();
  const url = `http://127.0.0.1:${port}`;
  const log = createWriteStream(join(data, 'e2e.log'), { flags: 'a' });
  let child: ChildProcess | null = null;
  let processes: Record<string, number> = {};
  let servers: Record<string, number> = {};
  const clients = new Map<string, Promise<TestClient>>();
  const anonymous = createClient(url);

  async function start(): Promise<void> {
    const started = spawn(
      process.execPath,
      [...nodeFlags, '--import', 'tsx', `system/src/${name === 'fleet' ? 'fleet' : 'main'}.ts`],
      {
        cwd: ROOT,
        env: {
          ...process.env,
          NODE_ENV: 'production',
          NODE_OPTIONS: '',
          DEMO: 'true',
          TEST_SHOPPERS: '220',
          COMPTOIR_DATA_DIR: data,
          PORT: String(port),
          OPS_PORT: String(opsPort),
          FLEET_BASE_PORT: String(fleetPort),
          LOGINS_PER_MINUTE: '1000',
          OPERATIONS_PER_MINUTE: '100000',
          // Nothing on the PATH: no redis-server is found.
          ...(name === 'system without Redis' && { PATH: '', REDIS_URL: '' }),
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    child = started;
    started.stdout?.pipe(log, { end: false });
    started.stderr?.pipe(log, { end: false });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The ${name} did not start within ${START_MS} ms: see ${data}`)),
        START_MS,
      );
      started.on(
        'message',
        (message: { ready?: string; processes?: Record<string, number>; servers?: Record<string, number> }) => {
          if (message.processes) processes = message.processes;
          if (message.servers) servers = message.servers;
          if (!message.ready) return;
          clearTimeout(timer);
          resolve();
        },
      );
      started.once('exit', (code) =>
        reject(new Error(`The ${name} ended with ${code} before it was ready: see ${data}`)),
      );
    });
  }

  async function end(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      // Killed by a test: what it had started is ended by whoever started it.
      for (const pid of Object.values(servers)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      return;
    }
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }

  const signedIn = (username: string, password: string): Promise<TestClient> => {
    const known = clients.get(username);
    if (known) return known;
    const signing = signIn(anonymous, username, password);
    clients.set(username, signing);
    return signing;
  };

  await start();
  return {
    name,
    url,
    opsUrl: `http://127.0.0.1:${opsPort}`,
    dataDir: data,
    fleetPort,
    shopper: (number) => signedIn(`shopper${String(number).padStart(3, '0')}`, 'shopper123'),
    person: (who) => signedIn(who, `${who.replace(/\d/, '')}123`),
    anonymous: () => anonymous,
    processes: () => processes,
    servers: () => servers,
    async restart() {
      if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await start();
    },
    async stop() {
      await Promise.all([...clients.values()].map(async (client) => (await client).close()));
      await anonymous.close();
      await end();
      log.end();
      await rm(data, { recursive: true, force: true });
    },
  };
}
