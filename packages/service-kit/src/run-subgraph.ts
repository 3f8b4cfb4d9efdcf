import { openPool, type Pool } from '@comptoir/database';
import type { RequestContext, Subgraph } from '@comptoir/graphql-kit';
import type { ContextName } from '@comptoir/kit';
import { redisBus, type LiveBus } from '@comptoir/live';
import { createLogger, startProcessMetrics, type Logger } from '@comptoir/telemetry';
import { Pool as HttpPool } from 'undici';
import { createActorVerifier } from './actor-token.ts';
import { baseConfig, databaseUrl, type BaseConfig } from './base-config.ts';
import { startInternalServer } from './internal-server.ts';
import { remotePort } from './internal-port.ts';
import { requireMigrated } from './migrated.ts';
import { startOpsServer } from './ops-server.ts';
import { runProcess } from './process.ts';
import { startSubgraphServer } from './subgraph-server.ts';

type Env = Record<string, string | undefined>;

/** What a subgraph's process gives to its build function. */
export type SubgraphBase = {
  pool: Pool;
  bus: LiveBus;
  log: Logger;
  service: string;
  demo: boolean;
  config: BaseConfig;
  env: Env;
  /** A port to another context, at INTERNAL_URL_<CONTEXT>; half a second to answer unless said. */
  port<Call, Answer>(context: ContextName, endpoint: string, deadlineMs?: number): (call: Call) => Promise<Answer>;
};

/**
 * A subgraph as a process of its own: GraphQL for the gateway, internal ports for other contexts, an ops address.
 * `build` may return further things to dispose with the subgraph in its own `dispose`.
 */
export function runSubgraph<C extends RequestContext>(
  context: ContextName,
  env: Env,
  build: (base: SubgraphBase) => Promise<Subgraph<C>> | Subgraph<C>,
): Promise<void> {
  return runProcess(context, async () => {
    const config = baseConfig(env);
    if (!config.ACTOR_PUBLIC_KEY)
      throw new Error('ACTOR_PUBLIC_KEY: set it to the public JSON Web Key of the gateway.');
    startProcessMetrics(context);
    const log = createLogger(context, config.LOG_LEVEL);
    const url = databaseUrl(env, context);
    await requireMigrated(url, context);
    const pool = openPool({ url, context, max: config.POOL_SIZE, service: context, log });
    const bus = redisBus({ url: config.REDIS_URL, log });
    const peers = new Map<ContextName, HttpPool>();
    const peer = (name: ContextName): HttpPool => {
      const known = peers.get(name);
      if (known) return known;
      const url = env[`INTERNAL_URL_${name.toUpperCase()}`];
      if (!url) throw new Error(`INTERNAL_URL_${name.toUpperCase()}: set it to the internal address of ${name}.`);
      const opened = new HttpPool(url, { connections: 8 });
      peers.set(name, opened);
      return opened;
    };
    const subgraph = await build({
      pool,
      bus,
      log,
      service: context,
      demo: config.DEMO,
      config,
      env,
      port: (name, endpoint, deadlineMs) =>
        remotePort({ pool: peer(name), secret: config.INTERNAL_SECRET, endpoint, context: name, deadlineMs }),
    });
    const verifyActor = createActorVerifier(config.ACTOR_PUBLIC_KEY);
    const at = { host: config.HOST, log };
    const internal = await startInternalServer({
      ...at,
      endpoints: subgraph.internal,
      port: config.INTERNAL_PORT,
      secret: config.INTERNAL_SECRET,
    });
    const graphql = await startSubgraphServer({ ...at, subgraph, port: config.PORT, verifyActor });
    const ops = await startOpsServer({ ...at, port: config.OPS_PORT, health: () => subgraph.health() });
    log.info({ event: 'subgraph_ready', port: graphql.port, internalPort: internal.port, opsPort: ops.port });
    return {
      async dispose() {
        await graphql.dispose();
        await internal.dispose();
        await subgraph.dispose();
        await Promise.all([...peers.values()].map((p) => p.close()));
        await bus.close();
        await pool.end();
        await ops.dispose();
      },
    };
  });
}
