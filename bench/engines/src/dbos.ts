import { randomUUID } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { withClient } from '@comptoir/database';
import type { SaleOrder } from '@comptoir/contracts';
import { one, plainSteps } from '../../../system/bench/plain.ts';
import type { Entry, Racer } from './racer.ts';

const NAMES = ['verify-stock', 'reserve-stock', 'process-payment', 'confirm-order'];
const QUEUE = 'sales';

type DbosOptions = {
  /** Through a durable queue, or begun at once by the process that was asked. */
  way: 'queue' | 'direct';
  /** Workflows in hand at once. */
  concurrency: number;
};

/**
 * DBOS as its documentation has it: a workflow with a step for each effect, checkpointed in a system database of its own
 * (docs.dbos.dev/typescript/tutorials/workflow-tutorial, step-tutorial); here on the same server as all others. Steps that are
 * idempotent by themselves, as these are, need no transaction of a datasource, which would write a second record
 * (reference/plugins, "Method Of Operation"). The queue has a worker concurrency (tutorials/queue-tutorial) and is polled every
 * 10 ms instead of once a second (reference/queues, minPollingIntervalMs); the pool of the system database is raised from 10
 * (reference/configuration, systemDatabasePoolSize). Nobody waits by polling for a result: the workflow itself tells its end.
 */
export const dbos = ({ way, concurrency }: DbosOptions): Entry => ({
  name: way === 'queue' ? 'DBOS, a queue' : 'DBOS, begun at once',
  inFlight: way === 'queue' ? 4 * concurrency : concurrency,
  poolSize: concurrency,
  async open({ chain, adminUrl, onEnd }): Promise<Racer> {
    const database = `bench_dbos_${randomUUID().slice(0, 8)}`;
    const systemDatabaseUrl = Object.assign(new URL(adminUrl), { pathname: `/${database}` }).href;
    DBOS.setConfig({ name: 'bench', systemDatabaseUrl, systemDatabasePoolSize: concurrency, logLevel: 'error' });
    const steps = plainSteps(chain.steps);

    async function sale(order: SaleOrder): Promise<void> {
      for (const [i, { calls }] of steps.entries()) {
        const step = async () => {
          for (const call of calls) await one(call, order);
        };
        await DBOS.runStep(step, { name: NAMES[i] ?? '', retriesAllowed: true, maxAttempts: 10 });
      }
      onEnd();
    }
    const workflow = DBOS.registerWorkflow(sale, { name: 'sale' });
    await DBOS.launch();
    if (way === 'queue') await DBOS.registerQueue(QUEUE, { workerConcurrency: concurrency, minPollingIntervalMs: 10 });

    return {
      pids: {},
      async submit(orders) {
        const begin = ({ sagaId: workflowID, ...rest }: SaleOrder) =>
          DBOS.startWorkflow(workflow, { workflowID, ...(way === 'queue' && { queueName: QUEUE }) })({
            sagaId: workflowID,
            ...rest,
          });
        await Promise.all(orders.map(begin));
      },
      // The last checkpoint of a workflow is written behind the end of its function.
      checkOwn: (orders) => withClient(systemDatabaseUrl, (client) => untilSucceeded(client, orders)),
      async stop() {
        await DBOS.shutdown({ deregister: true });
        await withClient(adminUrl, (admin) => admin.query(`DROP DATABASE ${database} WITH (FORCE)`));
      },
    };
  },
});

type Client = Parameters<Parameters<typeof withClient>[1]>[0];
const PATIENCE_MS = 10_000;

async function untilSucceeded(client: Client, orders: number): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  let succeeded = 0;
  while (succeeded !== orders) {
    const { rows } = await client.query<{ status: string; n: string }>(
      'SELECT status, count(*) AS n FROM dbos.workflow_status GROUP BY status',
    );
    succeeded = Number(rows.find(({ status }) => status === 'SUCCESS')?.n ?? 0);
    if (succeeded !== orders && Date.now() > until)
      throw new Error(`DBOS has ${JSON.stringify(rows)}, not ${orders} workflows that succeeded.`);
  }
}
