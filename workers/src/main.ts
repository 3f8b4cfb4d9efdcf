import { redisBus } from '@comptoir/live';
import { openQueues } from '@comptoir/messaging';
import { baseConfig, runProcess, startOpsServer } from '@comptoir/service-kit';
import { createLogger, startProcessMetrics } from '@comptoir/telemetry';
import { buildWorkers } from './app.ts';
import { environment as env, workersConfig } from './config.ts';
import { openPools } from './pools.ts';

await runProcess(env.WORKER_NAME || 'worker', async () => {
  const { LOG_LEVEL, REDIS_URL, POOL_SIZE, HOST, OPS_PORT, DEMO: demo } = baseConfig(env);
  const { roles, name: service } = workersConfig(env);
  const log = createLogger(service, LOG_LEVEL);
  startProcessMetrics(service);
  const pools = await openPools({ roles, env, max: POOL_SIZE, service, log });
  const bus = redisBus({ url: REDIS_URL, log });
  const queues = await openQueues({ redisUrl: REDIS_URL, service, log });
  const workers = await buildWorkers({
    roles,
    env,
    base: (context) => ({ pool: pools.of(context), bus, queues, log: log.child({ context }), service, demo }),
  });
  await workers.start();
  const health = async () => [...(await pools.health()), ...(await workers.health())];
  const ops = await startOpsServer({ port: OPS_PORT, host: HOST, health, log });
  log.info({ event: 'worker_ready', roles, opsPort: ops.port });
  return {
    async dispose() {
      await workers.dispose();
      await queues.close();
      await bus.close();
      await pools.end();
      await ops.dispose();
    },
  };
});
