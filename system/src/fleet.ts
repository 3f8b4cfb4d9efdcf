import { join } from 'node:path';
import { createLogger } from '@comptoir/telemetry';
import { runProcess } from '@comptoir/service-kit';
import { demoAccounts } from './demo/accounts.ts';
import { seedDemo } from './demo/seed.ts';
import { environment, systemConfig } from './config.ts';
import { FLEET_POOLS, planFleet } from './fleet/plan.ts';
import { requireFreePorts } from './fleet/ports.ts';
import { startSupervisor } from './fleet/supervisor.ts';
import { checkBudget, prepareGround } from './ground.ts';
import { reasonOf } from './local/lost.ts';
import { createProgress, send } from './progress.ts';

/** `npm run start:fleet`: every process by itself on this machine, as in containers. */
await runProcess('fleet', async () => {
  let release = async (): Promise<void> => undefined;
  let dataDir: string | null = null;
  try {
    const config = systemConfig(environment);
    const log = createLogger('fleet', config.LOG_LEVEL);
    const progress = createProgress();
    let pids = (): Record<string, number> => ({});
    const ground = await prepareGround(config, progress, {
      onChanged(what, servers) {
        log.warn({ event: 'server_restarted', what });
        progress.note(what);
        send({ processes: pids(), servers });
      },
      onLost(what) {
        log.error({ event: 'server_lost', what });
        progress.note(`${what}: the fleet stops. Its log is in ${config.COMPTOIR_DATA_DIR}.`);
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
      },
    });
    ({ release, dataDir } = ground);
    if (!ground.redis.url)
      throw new Error(
        'The fleet needs Redis: install redis-server (Debian: apt-get install redis-server), or set REDIS_URL=redis://host:6379. npm start does without.',
      );
    await checkBudget(ground, FLEET_POOLS, config.POOL_SIZE);
    if (config.DEMO)
      await progress.part(
        'demo chain',
        () => seedDemo(ground.databases, { now: new Date(), testShoppers: config.TEST_SHOPPERS }, log),
        (n) => (n ? 'written' : 'is there'),
      );

    const plans = planFleet(config, ground);
    await requireFreePorts(plans);
    const logDir = join(ground.dataDir, 'logs');
    const supervisor = startSupervisor(plans, logDir, (what) => {
      log.warn({ event: 'fleet_changed', what });
      progress.note(what);
      send({ processes: supervisor.pids(), servers: ground.servers });
    });
    pids = supervisor.pids;
    release = async () => {
      await supervisor.stop();
      await ground.release();
    };
    await progress.part(`${plans.length} processes`, () => supervisor.started);
    const url = `http://localhost:${config.PORT}`;
    send({
      ready: 'fleet',
      processes: supervisor.pids(),
      servers: ground.servers,
      table: [
        ['web app', url],
        ['GraphQL', `${url}/graphql`],
        ['GraphiQL', `${url}/graphiql`],
        ...plans.map(({ name, opsPort }): [string, string] => [
          `metrics of ${name}`,
          `http://localhost:${opsPort}/metrics`,
        ]),
        ['logs', logDir],
      ],
      accounts: config.DEMO ? demoAccounts() : [],
    });
    return { dispose: release };
  } catch (error) {
    // Whatever fails from here on, neither a process nor a server of ours is left behind.
    const failed = reasonOf(error as Error, dataDir);
    await release();
    send({ failed });
    throw error;
  }
});
