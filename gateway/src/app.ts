import type { AddressInfo } from 'node:net';
import type { HealthLine } from '@comptoir/graphql-kit';
import { systemClock, type Clock } from '@comptoir/kit';
import type { LiveBus } from '@comptoir/live';
import type { Logger } from '@comptoir/telemetry';
import type { Redis } from 'ioredis';
import type { GatewayConfig } from './config.ts';
import { createDocuments } from './execution/documents.ts';
import { createEngine } from './execution/engine.ts';
import { createErrorFormat, createErrorsFormat } from './execution/errors.ts';
import { createPlanExecutor } from './execution/plan-executor.ts';
import { createApolloServer } from './execution/server.ts';
import { createSubgraphFetch } from './execution/subgraph-fetch.ts';
import { createGraphqlHandler } from './http/graphql.ts';
import { createDownloads } from './http/downloads.ts';
import { createRoutes } from './http/routes.ts';
import { createHttpServer } from './http/server.ts';
import { createTokenVerifier } from './identity/access-token.ts';
import type { IdentityPort } from './identity/identity-port.ts';
import { createIdentity } from './identity/identity.ts';
import { createRevocations } from './identity/revocations.ts';
import { createAllowList } from './limits/allow-list.ts';
import { createOperationCheck } from './limits/check-operation.ts';
import { memoryRateStore, redisRateStore } from './limits/rate-store.ts';
import { createRateChecks } from './limits/rates.ts';
import type { SubgraphHandle } from './subgraphs/handle.ts';
import { createStreams } from './subscriptions/federated-stream.ts';
import { createSocketOperations } from './subscriptions/socket-operations.ts';
import { attachSockets } from './subscriptions/socket-server.ts';

export { gatewayConfig, type GatewayConfig } from './config.ts';
export { identityPort, type IdentityPort } from './identity/identity-port.ts';
export { DEFAULT_LIMITS, type Limits } from './limits/limits.ts';
export type { SubgraphHandle } from './subgraphs/handle.ts';
export { localSubgraph } from './subgraphs/local.ts';
export { remoteSubgraph } from './subgraphs/remote.ts';

export type GatewayParts = {
  /** One for each subgraph of the supergraph; disposed with the gateway. */
  subgraphs: readonly SubgraphHandle[];
  /** Owned by the caller, like Redis. */
  bus: LiveBus;
  /** Null: rates are counted in this process. */
  redis: Redis | null;
  identityPort: IdentityPort;
  log: Logger;
  clock?: Clock;
};

export type Gateway = {
  start(): Promise<{ port: number }>;
  health(): Promise<HealthLine[]>;
  dispose(): Promise<void>;
};

/** The one public address: every subgraph as one graph, over HTTP and WebSocket, and the web app. */
export function buildGateway(config: GatewayConfig, parts: GatewayParts): Gateway {
  const { limits, development, trustedProxies, persistedOperations } = config;
  const { subgraphs, bus, redis, identityPort, log, clock = systemClock } = parts;

  const engine = createEngine(config.supergraphSdl);
  requireHandles(engine.subgraphNames, subgraphs);
  const fetchFromSubgraph = createSubgraphFetch({ subgraphs, log });
  const executor = createPlanExecutor({ engine, fetchFromSubgraph, log });
  const errorFormat = createErrorFormat(log);
  const formatErrors = createErrorsFormat(errorFormat);

  const revocations = createRevocations({ bus, list: identityPort.revocations, clock, log });
  const verifyToken = createTokenVerifier(identityPort.jwks);
  const rates = createRateChecks(redis ? redisRateStore(redis, clock, log) : memoryRateStore(clock), limits);
  const identity = createIdentity({ verifyToken, verifyApiKey: identityPort.verifyApiKey, revocations, rates, clock });
  const checkOperation = createOperationCheck(engine.apiSchema, limits);

  const apollo = createApolloServer({
    engine,
    executor,
    checkOperation,
    countMutations: rates.countMutations,
    errorFormat,
    limits,
    persistedOperations,
    introspection: development,
    log,
  });
  const graphql = createGraphqlHandler({
    apollo,
    identity,
    rates,
    limits,
    errorFormat,
    trustedProxies,
    secureCookie: config.secure,
  });
  const http = createHttpServer({
    routes: {
      ...createRoutes({ schema: engine.apiSchema, demo: config.demo, development, webRoot: config.webRoot, health }),
      '/downloads/': createDownloads({ subgraphs, identity, rates, trustedProxies }),
      '/graphql': (request, response, _pathname, trace) => graphql(request, response, trace).then(() => true),
    },
    corsOrigins: config.corsOrigins,
    secure: config.secure,
    log,
  });
  const sockets = attachSockets({
    server: http.server,
    operations: createSocketOperations({
      engine,
      readDocument: createDocuments({ schema: engine.apiSchema, tokens: limits.tokens, introspection: development }),
      checkAllowed: createAllowList(persistedOperations),
      checkOperation,
      rates,
      executor,
      openStream: createStreams({ subgraphs, executor, log }),
      formatErrors,
      log,
    }),
    identity,
    revocations,
    limits,
    trustedProxies,
    formatErrors,
    log,
  });

  async function health(): Promise<HealthLine[]> {
    const lines = await Promise.all([
      ...subgraphs.map((subgraph) => subgraph.health()),
      ...(redis ? [redisHealth(redis)] : []),
    ]);
    // A subgraph that is away nulls its fields and rates are counted here without Redis: neither makes this gateway useless.
    return [revocations.health(), ...lines.map((line) => ({ ...line, optional: true }))];
  }

  return {
    async start() {
      await apollo.start();
      await revocations.start();
      await new Promise<void>((resolve, reject) =>
        http.server.once('error', reject).listen(config.port, config.host, resolve),
      );
      const { port } = http.server.address() as AddressInfo;
      log.info({ event: 'gateway_ready', port, subgraphs: engine.subgraphNames });
      return { port };
    },
    health,
    async dispose() {
      await Promise.all([http.dispose(), sockets.dispose()]);
      await apollo.stop();
      revocations.dispose();
      await Promise.all(subgraphs.map((subgraph) => subgraph.dispose()));
    },
  };
}

function requireHandles(names: readonly string[], handles: readonly SubgraphHandle[]): void {
  const connected = new Set(handles.map(({ name }) => name));
  const missing = names.filter((name) => !connected.has(name));
  if (missing.length > 0)
    throw new Error(`The supergraph has subgraphs that this gateway has no connection to: ${missing.join(', ')}.`);
}

async function redisHealth(redis: Redis): Promise<HealthLine> {
  try {
    await redis.ping();
    return { name: 'redis', ok: true };
  } catch (error) {
    return { name: 'redis', ok: false, detail: (error as Error).message };
  }
}
