import { fileURLToPath } from 'node:url';
import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';
import type { SystemConfig } from '../config.ts';
import type { Ground } from '../ground.ts';
import { auditEnv } from '../local/secrets.ts';

/** A process of the fleet: what runs, and all it is told. */
export type ProcessPlan = {
  name: string;
  entry: string;
  env: Record<string, string | undefined>;
  opsPort: number;
  /** Behind others when the cores are busy (setpriority(2), 0 to 19); not said: like any other. */
  niceness?: number;
};

const WEB_ROOT = fileURLToPath(new URL('../../../web/dist', import.meta.url));

type Ports = { graphql: number; internal: number; ops: number };

/**
 * Databases that a worker of these roles opens: see workers/src/app.ts. In a rush on few cores orders go first: audit and
 * inbox are late by moments and catch up.
 */
const WORKERS = [
  { name: 'worker-sagas', roles: 'sagas', pools: 3, niceness: 0 },
  { name: 'worker-events', roles: 'relay,events,housekeeping', pools: CONTEXT_NAMES.length, niceness: 10 },
] as const;

/** Every process on its own ports of the loopback interface: ten a subgraph from FLEET_BASE_PORT on, workers behind them. */
export function planFleet(config: SystemConfig, ground: Ground): ProcessPlan[] {
  const base = config.FLEET_BASE_PORT;
  const portsOf = (index: number): Ports => ({
    graphql: base + index * 10,
    internal: base + index * 10 + 1,
    ops: base + index * 10 + 2,
  });
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const indexOf = (context: ContextName) => CONTEXT_NAMES.indexOf(context);

  const common: Record<string, string | undefined> = {
    // Limits, the time that a hold lives and the like: what the supervisor was told, its processes are told.
    ...config.env,
    NODE_ENV: 'production',
    LOG_LEVEL: config.LOG_LEVEL,
    HOST: '127.0.0.1',
    DEMO: String(config.DEMO),
    POOL_SIZE: String(config.POOL_SIZE),
    INTERNAL_SECRET: ground.secrets.internal,
    ACTOR_PUBLIC_KEY: ground.secrets.actorPublicKey,
    REDIS_URL: ground.redis.url ?? '',
    ...Object.fromEntries(
      CONTEXT_NAMES.map((context) => [`DATABASE_URL_${context.toUpperCase()}`, ground.databases[context].appUrl]),
    ),
    ...Object.fromEntries(
      CONTEXT_NAMES.map((context) => [`INTERNAL_URL_${context.toUpperCase()}`, at(portsOf(indexOf(context)).internal)]),
    ),
  };

  const subgraphs = CONTEXT_NAMES.map((context): ProcessPlan => {
    const { graphql, internal, ops } = portsOf(indexOf(context));
    const own = context === 'audit' ? auditEnv(ground, config.env, false) : {};
    const env = { ...common, ...own, PORT: String(graphql), INTERNAL_PORT: String(internal), OPS_PORT: String(ops) };
    return { name: context, entry: `subgraphs/${context}/src/main.ts`, env, opsPort: ops };
  });
  const workers = WORKERS.map(({ name, roles, niceness }, i): ProcessPlan => {
    const { ops } = portsOf(CONTEXT_NAMES.length + i);
    return {
      name,
      entry: 'workers/src/main.ts',
      env: {
        ...common,
        ...auditEnv(ground, config.env, roles.includes('housekeeping')),
        ...{ WORKER_NAME: name, WORKER_ROLES: roles, OPS_PORT: String(ops) },
      },
      opsPort: ops,
      niceness,
    };
  });
  const gateway: ProcessPlan = {
    name: 'gateway',
    entry: 'gateway/src/main.ts',
    opsPort: config.OPS_PORT,
    env: {
      ...common,
      HOST: config.HOST,
      PORT: String(config.PORT),
      OPS_PORT: String(config.OPS_PORT),
      WEB_ROOT: config.env.WEB_ROOT ?? WEB_ROOT,
      ACTOR_PRIVATE_KEY: ground.secrets.actorPrivateKey,
      ...Object.fromEntries(
        CONTEXT_NAMES.map((context) => [
          `SUBGRAPH_URL_${context.toUpperCase()}`,
          `${at(portsOf(indexOf(context)).graphql)}/graphql`,
        ]),
      ),
    },
  };
  return [...subgraphs, ...workers, gateway];
}

/** How many pools each process opens, for the connection budget. */
export const FLEET_POOLS = [
  ...CONTEXT_NAMES.map((name) => ({ name, pools: 1 })),
  ...WORKERS.map(({ name, pools }) => ({ name, pools })),
];
