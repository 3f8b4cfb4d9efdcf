import { runProcess } from '@comptoir/service-kit';
import { createLogger, startProcessMetrics } from '@comptoir/telemetry';
import { startSystem } from './app.ts';
import { environment, systemConfig } from './config.ts';
import { demoAccounts } from './demo/accounts.ts';
import { seedDemo } from './demo/seed.ts';
import { prepareGround } from './ground.ts';
import { reasonOf } from './local/lost.ts';
import { createProgress, send } from './progress.ts';

/** `npm start`: the whole chain in one process. */
await runProcess('system', async () => {
  let release = async (): Promise<void> => undefined;
  let dataDir: string | null = null;
  try {
    const config = systemConfig(environment);
    const log = createLogger('system', config.LOG_LEVEL);
    const progress = createProgress();
    startProcessMetrics('system');
    const ground = await prepareGround(config, progress, {
      onChanged(what, servers) {
        log.warn({ event: 'server_restarted', what });
        progress.note(what);
        send({ processes: { system: process.pid }, servers });
      },
      onLost(what) {
        log.error({ event: 'server_lost', what });
        progress.note(`${what}: the system stops. Its log is in ${config.COMPTOIR_DATA_DIR}; npm start recovers.`);
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
      },
    });
    ({ release, dataDir } = ground);
    const seeding = () => seedDemo(ground.databases, { now: new Date(), testShoppers: config.TEST_SHOPPERS }, log);
    if (config.DEMO) await progress.part('demo chain', seeding, (contexts) => (contexts ? 'written' : 'is there'));
    const system = await progress.part('subgraphs and gateway', () => startSystem(config, ground, log));
    const url = `http://localhost:${system.port}`;
    send({
      ready: 'system',
      processes: { system: process.pid },
      servers: ground.servers,
      table: [
        ['web app', url],
        ['GraphQL', `${url}/graphql  (HTTP and WebSocket)`],
        ['GraphiQL', `${url}/graphiql`],
        ['health', `${url}/health/ready`],
        ['metrics', `http://localhost:${system.opsPort}/metrics`],
      ],
      accounts: config.DEMO ? demoAccounts() : [],
    });
    return {
      async dispose() {
        await system.dispose();
        await ground.release();
      },
    };
  } catch (error) {
    // Whatever fails from here on, no server of ours is left behind.
    const failed = reasonOf(error as Error, dataDir);
    await release();
    send({ failed });
    throw error;
  }
});
