import { fileURLToPath } from 'node:url';
import {
  auditConfig,
  buildAudit,
  CONSUMING_CONTEXTS,
  PROJECTING_CONTEXTS,
  STATE_OWNERS,
  type DeadLetterPort,
  type ProjectionPort,
} from '@comptoir/audit';
import { buildCatalog } from '@comptoir/catalog';
import { buildComplaints } from '@comptoir/complaints';
import type {
  Contact,
  ContactCall,
  DeadLetter,
  DeadLettersCall,
  OpenSaleAnswer,
  ProductCategories,
  ProductsCall,
  ProjectionRebuild,
  ProjectionsCall,
  ProjectionStatus,
  RebuildCall,
  Quote,
  QuoteCall,
  RoleAnswer,
  RoleCall,
  ReplayAnswer,
  ReplayCall,
  SaleOrder,
  SaleOwner,
  SaleOwnerCall,
  StaffAnswer,
  StaffCall,
  StateOfAnswer,
  StateOfCall,
} from '@comptoir/contracts';
import { openPool, type Pool } from '@comptoir/database';
import { buildGateway, gatewayConfig, identityPort, localSubgraph } from '@comptoir/gateway';
import type { HealthLine, InternalEndpoint } from '@comptoir/graphql-kit';
import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';
import { memoryBus, redisBus } from '@comptoir/live';
import { openQueues, type WorkerBase } from '@comptoir/messaging';
import { buildNotifications, notificationsConfig } from '@comptoir/notifications';
import { buildSagas } from '@comptoir/sagas';
import { buildSales, salesConfig } from '@comptoir/sales';
import { localPort, startOpsServer } from '@comptoir/service-kit';
import type { Logger } from '@comptoir/telemetry';
import { buildUsers } from '@comptoir/users';
import { buildWorkers, ROLES } from '@comptoir/workers';
import { Redis } from 'ioredis';
import type { SystemConfig } from './config.ts';
import type { Ground } from './ground.ts';
import { auditEnv } from './local/secrets.ts';

export type System = { port: number; opsPort: number; health(): Promise<HealthLine[]>; dispose(): Promise<void> };

const SERVICE = 'system';
const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url));

/**
 * Everything in one process: seven subgraphs, all worker roles and the gateway, which calls its subgraphs as functions.
 * One pool a context is shared by subgraph and worker. Released in reverse order.
 */
export async function startSystem(config: SystemConfig, ground: Ground, log: Logger): Promise<System> {
  const { env, DEMO: demo } = config;
  const bus = ground.redis.url ? redisBus({ url: ground.redis.url, log }) : memoryBus();
  const queues = await openQueues({ redisUrl: ground.redis.url, postgresUrl: ground.queuesUrl, service: SERVICE, log });
  const pools = Object.fromEntries(
    CONTEXT_NAMES.map((context) => [
      context,
      openPool({ url: ground.databases[context].appUrl, context, max: config.POOL_SIZE, service: SERVICE, log }),
    ]),
  ) as Record<ContextName, Pool>;
  const base = (context: ContextName): WorkerBase => ({
    pool: pools[context],
    bus,
    queues,
    log,
    service: SERVICE,
    demo,
  });

  const users = buildUsers({ ...base('users') });
  const catalog = buildCatalog({ ...base('catalog') });
  const sales = buildSales({
    ...base('sales'),
    ...salesConfig(env),
    ports: { categoriesOf: localPort<ProductsCall, ProductCategories>(endpoint(catalog.internal, 'categoriesOf')) },
  });
  const sagas = buildSagas({
    ...base('sagas'),
    ports: {
      quote: localPort<QuoteCall, Quote>(endpoint(catalog.internal, 'quote')),
      openSale: localPort<SaleOrder, OpenSaleAnswer>(endpoint(sales.internal, 'openSale')),
    },
  });
  const complaints = buildComplaints({
    ...base('complaints'),
    ports: {
      saleOwner: localPort<SaleOwnerCall, SaleOwner>(endpoint(sales.internal, 'saleOwner')),
      roleOf: localPort<RoleCall, RoleAnswer>(endpoint(users.internal, 'roleOf')),
    },
  });
  const notifications = buildNotifications({
    ...base('notifications'),
    ...notificationsConfig(env),
    ports: {
      contactOf: localPort<ContactCall, Contact>(endpoint(users.internal, 'contactOf')),
      staffOf: localPort<StaffCall, StaffAnswer>(endpoint(users.internal, 'staffOf')),
      quote: localPort<QuoteCall, Quote>(endpoint(catalog.internal, 'quote')),
    },
  });
  const others = [users, catalog, sales, sagas, complaints, notifications];
  /** A port to each of these contexts. */
  const portsTo = <Port>(contexts: readonly ContextName[], of: (internal: Endpoints) => Port) =>
    Object.fromEntries(others.filter(({ name }) => contexts.includes(name)).map((s) => [s.name, of(s.internal)]));
  const audit = buildAudit({
    ...base('audit'),
    ...auditConfig(auditEnv(ground, env, false)),
    states: portsTo(STATE_OWNERS, statesOf),
    deadLetters: portsTo(CONSUMING_CONTEXTS, deadLettersOf),
    projections: portsTo(PROJECTING_CONTEXTS, projectionsOf),
  });
  const subgraphs = [...others, audit];

  const workers = await buildWorkers({ roles: ROLES, base, env: { ...env, ...auditEnv(ground, env, true) } });
  await workers.start();
  const redis = ground.redis.url
    ? new Redis(ground.redis.url, { maxRetriesPerRequest: 1, commandTimeout: 500, enableAutoPipelining: true })
    : null;
  redis?.on('error', (err) => log.warn({ event: 'redis_disconnected', reason: err.message }));
  const gateway = buildGateway(gatewayConfig({ WEB_ROOT, ...env, DEMO: String(demo) }), {
    subgraphs: [
      ...[localSubgraph(users), localSubgraph(catalog), localSubgraph(sales), localSubgraph(sagas)],
      ...[localSubgraph(complaints), localSubgraph(notifications), localSubgraph(audit)],
    ],
    identityPort: identityPort((name) => localPort(endpoint(users.internal, name))),
    bus,
    redis,
    log,
  });
  const { port } = await gateway.start();
  const health = async () => [...(await gateway.health()), ...(await workers.health())];
  const ops = await startOpsServer({ port: config.OPS_PORT, host: config.HOST, health, log });

  return {
    port,
    opsPort: ops.port,
    health,
    async dispose() {
      await gateway.dispose();
      await workers.dispose();
      for (const subgraph of subgraphs.reverse()) await subgraph.dispose();
      await queues.close();
      redis?.disconnect();
      await bus.close();
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
      await ops.dispose();
    },
  };
}

type Endpoints = Record<string, InternalEndpoint>;

const deadLettersOf = (internal: Endpoints): DeadLetterPort => ({
  list: localPort<DeadLettersCall, DeadLetter[]>(endpoint(internal, 'deadLetters')),
  replay: localPort<ReplayCall, ReplayAnswer>(endpoint(internal, 'replayDeadLetters')),
});

const projectionsOf = (internal: Endpoints): ProjectionPort => ({
  list: localPort<ProjectionsCall, ProjectionStatus[]>(endpoint(internal, 'projections')),
  rebuild: localPort<RebuildCall, ProjectionRebuild | null>(endpoint(internal, 'rebuildProjection')),
});

const statesOf = (internal: Endpoints) => localPort<StateOfCall, StateOfAnswer>(endpoint(internal, 'stateOf'));

function endpoint<T>(endpoints: Record<string, T>, name: string): T {
  const found = endpoints[name];
  if (!found) throw new Error(`No internal port "${name}": there are ${Object.keys(endpoints).join(', ')}.`);
  return found;
}
