import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  checkConnectionBudget,
  provisionContext,
  provisionQueues,
  withClient,
  type ContextDatabase,
} from '@comptoir/database';
import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';
import type { SystemConfig } from './config.ts';
import { keepServer, type Server, type Start } from './local/keep.ts';
import { claimFolder } from './local/owner.ts';
import { startPostgres, type LocalPostgres } from './local/postgres.ts';
import { startRedis, type LocalRedis } from './local/redis.ts';
import { rememberProvider } from './local/provider.ts';
import { readSecrets, type Secrets } from './local/secrets.ts';
import type { Progress } from './progress.ts';

/** What every topology stands on: servers, migrated databases, secrets. */
export type Ground = {
  databases: Record<ContextName, ContextDatabase>;
  redis: LocalRedis;
  /** Where BullMQ lives when there is no Redis. */
  queuesUrl: string | null;
  secrets: Secrets;
  dataDir: string;
  /** Process ids of servers that were started here, by name. */
  servers: Record<string, number>;
  release(): Promise<void>;
};

const folderOf = (context: ContextName): string =>
  fileURLToPath(new URL(`../../subgraphs/${context}/prisma/migrations`, import.meta.url));

/** What is told of servers that were started here. */
type Watch = {
  /** One ended and is started again, or is back: then `servers` names its new process. */
  onChanged(what: string, servers: Ground['servers']): void;
  /** It ended too often, or cannot be started any more. */
  onLost(what: string): void;
};

/** Starts the servers that were not given and keeps them running; makes and migrates the databases. */
export async function prepareGround(config: SystemConfig, progress: Progress, watch: Watch): Promise<Ground> {
  const dataDir = resolve(config.COMPTOIR_DATA_DIR);
  const releases: (() => Promise<void> | void)[] = [];
  const release = async () => {
    for (const undo of releases.reverse()) await undo();
  };
  try {
    releases.push(claimFolder(dataDir));
    const secrets = readSecrets(dataDir);
    rememberProvider(dataDir, config.env.PAYMENT_PROVIDER_URL);
    const servers: Record<string, number> = {};
    const given = config.DATABASE_URL ?? (CONTEXT_NAMES.every((context) => config.ownUrls[context]) ? null : undefined);
    const adminUrl = given === undefined ? await embedded() : given;

    const redis = await progress.part(
      'Redis',
      () =>
        kept<LocalRedis>('redis', 'redis-server', (onLost, last) =>
          startRedis({ url: config.REDIS_URL, dataDir, port: portOf(last?.url), log: progress.note, onLost }),
        ),
      describeRedis,
    );

    const databases = await progress.part(
      'databases',
      () => provisionAll(config, adminUrl, secrets.internal),
      describeMigrations,
    );
    const queuesUrl = redis.url ? null : await provisionQueues(adminUrl ?? databases.sagas.ownerUrl, secrets.internal);
    return { databases, redis, queuesUrl, secrets, dataDir, servers, release };

    async function embedded(): Promise<string> {
      const postgres = await progress.part(
        'PostgreSQL',
        () =>
          kept<LocalPostgres>('postgres', 'PostgreSQL', (onLost, last) =>
            startPostgres({ dataDir, port: last?.port, log: progress.note, onLost }),
          ),
        ({ port }) => `embedded, 127.0.0.1:${port}`,
      );
      return postgres.adminUrl;
    }

    /** Starts a server that is started again whenever it ends by itself. */
    async function kept<S extends Server>(name: string, title: string, start: Start<S>): Promise<S> {
      const note = ({ pid }: S) => {
        if (pid) servers[name] = pid;
      };
      const { first, stop } = await keepServer<S>({
        // What comes back is the same server with the same data, or nothing: an empty one in its place would be believed.
        async start(onLost, before) {
          if (before && !existsSync(join(dataDir, `${name}.json`)))
            throw new Error(`${name}.json is gone from ${dataDir}`);
          const server = await start(onLost, before);
          if (before && !server.pid) throw new Error('its program cannot be started any more');
          return server;
        },
        onEnded: (why) => watch.onChanged(`${title}: ${why}; starting it again`, servers),
        onBack(server) {
          note(server);
          watch.onChanged(`${title} is back`, servers);
        },
        onGivenUp: (why) => watch.onLost(`${title}: ${why}`),
      });
      releases.push(stop);
      note(first);
      return first;
    }
  } catch (error) {
    await release();
    throw error;
  }
}

/** Databases, roles and tables of all contexts, made where they are missing. */
export async function provisionAll(
  config: SystemConfig,
  adminUrl: string | null,
  secret: string,
): Promise<Ground['databases']> {
  if (adminUrl) await requireAnswer(adminUrl, 'DATABASE_URL');
  for (const [context, url] of Object.entries(config.ownUrls))
    await requireAnswer(url, `DATABASE_URL_${context.toUpperCase()}`);
  const made = await Promise.all(
    CONTEXT_NAMES.map(async (context) => {
      const ownUrl = config.ownUrls[context] ?? null;
      // A context with an address of its own lives on a server of its own; whoever gave it has made the database there.
      const options = { context, migrations: folderOf(context), adminUrl: ownUrl ? null : adminUrl, ownUrl, secret };
      return [context, await provisionContext(options)] as const;
    }),
  );
  return Object.fromEntries(made) as Ground['databases'];
}

/** Throws when no server answers at an address that somebody gave. */
async function requireAnswer(url: string, variable: string): Promise<void> {
  try {
    await withClient(url, (client) => client.query('SELECT 1'));
  } catch (cause) {
    const { host, pathname } = new URL(url);
    throw new Error(
      `${variable}: no PostgreSQL lets us in at ${host}${pathname} (${(cause as Error).message}). Start it, correct the address, or leave ${variable} out for the embedded one.`,
      { cause },
    );
  }
}

/** Refuses pools that could not all be full at once, on the server that most contexts share. */
export async function checkBudget(
  ground: Ground,
  processes: readonly { name: string; pools: number }[],
  poolSize: number,
): Promise<void> {
  const maxConnections = await withClient(ground.databases.users.appUrl, async (client) => {
    const { rows } = await client.query<{ max_connections: string }>('SHOW max_connections');
    return Number(rows[0]?.max_connections);
  });
  checkConnectionBudget(
    processes.map(({ name, pools }) => ({ name, max: pools * poolSize })),
    maxConnections,
  );
}

const portOf = (url: string | null | undefined): number | undefined => (url ? Number(new URL(url).port) : undefined);

function describeRedis({ road, url }: LocalRedis): string {
  if (road === 'none')
    return 'none: queues on PostgreSQL, everything live in memory. Install redis-server or set REDIS_URL for the production road';
  return road === 'private' ? `a private redis-server, 127.0.0.1:${new URL(url ?? '').port}` : 'yours (REDIS_URL)';
}

function describeMigrations(databases: Ground['databases']): string {
  const ran = CONTEXT_NAMES.reduce((sum, context) => sum + databases[context].migrated.length, 0);
  return ran === 0 ? 'seven, up to date' : `seven, ${ran} migrations ran`;
}
