import { openPool } from '@comptoir/database';
import { redisBus } from '@comptoir/live';
import { openQueues, startConsumer } from '@comptoir/messaging';
import { writesDown } from '../backbone.ts';
import { log } from '../servers.ts';
import type { WorkerOrder } from './workers.ts';

/** A worker in a process of its own, which may be told to die with a batch in its hands. */
const order = JSON.parse(process.argv[2] ?? '') as WorkerOrder;
const pool = openPool({ url: order.databaseUrl, context: 'notifications', max: 4, service: 'test', log });
const { apply, ...handler } = writesDown(order.consumer, pool);
let events = 0;

startConsumer({
  ...{ log, service: 'test', lanes: order.lanes },
  queues: await openQueues({ redisUrl: order.redisUrl, prefix: order.prefix, service: 'test', log }),
  bus: redisBus({ url: order.redisUrl, log, prefix: order.prefix }),
  handler: {
    ...handler,
    async apply(client, batch, source) {
      await apply(client, batch, source);
      events += batch.length;
      if (!order.dies || events < order.dies.after) return undefined;
      if (order.dies.when === 'committed') return () => void process.kill(process.pid, 'SIGKILL');
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    },
  },
});
