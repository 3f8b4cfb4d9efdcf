import { CONTEXT_NAMES } from '@comptoir/kit';
import { redisBus } from '@comptoir/live';
import { createActorSigner, remotePort, runProcess, startOpsServer } from '@comptoir/service-kit';
import { createLogger, startProcessMetrics } from '@comptoir/telemetry';
import { Redis } from 'ioredis';
import { Pool } from 'undici';
import { buildGateway, gatewayConfig, identityPort, remoteSubgraph } from './app.ts';
import { environment, fleetConfig, subgraphUrl } from './config.ts';

await runProcess('gateway', async () => {
  const config = gatewayConfig(environment);
  const fleet = fleetConfig(environment);
  startProcessMetrics('gateway');
  const log = createLogger('gateway', fleet.logLevel);
  const bus = redisBus({ url: fleet.redisUrl, log });
  // Rates are counted with each operation: what is counted at the same time shares a write and a read.
  const redis = new Redis(fleet.redisUrl, {
    maxRetriesPerRequest: 1,
    commandTimeout: 500,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
  });
  redis.on('error', (err) => log.warn({ event: 'redis_disconnected', reason: err.message }));
  const users = new Pool(fleet.usersInternalUrl, { connections: 8 });
  const signActor = createActorSigner(fleet.actorPrivateKey);

  const gateway = buildGateway(config, {
    subgraphs: CONTEXT_NAMES.map((name) => remoteSubgraph({ name, url: subgraphUrl(environment, name), signActor })),
    bus,
    redis,
    identityPort: identityPort((endpoint) =>
      remotePort({ pool: users, secret: fleet.internalSecret, endpoint, context: 'users' }),
    ),
    log,
  });
  await gateway.start();
  const ops = await startOpsServer({ port: fleet.opsPort, host: config.host, health: gateway.health, log });

  return {
    async dispose() {
      await gateway.dispose();
      await users.close();
      redis.disconnect();
      await bus.close();
      await ops.dispose();
    },
  };
});
