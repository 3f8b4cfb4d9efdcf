import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { SaleOrder, SetStep } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { chunksOf, uuidv7 } from '@comptoir/kit';
import { Queue, Worker, type ConnectionOptions, type Job } from 'bullmq';
import type { Chain, SaleSteps } from './ground.ts';

/**
 * The plain design that the engine is measured against: one BullMQ job a step, each for one order, each step's job adding the
 * next. The database work is the product's own, asked for a single order. As BullMQ's documentation has it for production:
 * one worker with local concurrency, since the jobs wait for a database (docs.bullmq.io/guide/workers/concurrency), jobs added
 * in bulk (guide/queues/adding-bulks), removed when they are completed (guide/queues/auto-removal-of-jobs), and blocking
 * connections that wait for Redis instead of failing (guide/going-to-production).
 */
export type PlainEngine = {
  submit(orders: readonly SaleOrder[]): Promise<void>;
  /** Begins to carry out what is in the queue. */
  run(): void;
  stop(): Promise<void>;
};

type PlainJob = { order: SaleOrder; step: number };

type PlainOptions = {
  redisUrl: string;
  chain: Pick<Chain, 'pools' | 'steps'>;
  /** Jobs in hand at once. */
  concurrency: number;
  /** Whether each step also moves the saga's row and tells an event of it, as the product's readers want. */
  records: boolean;
  onEnd(sagaId: string): void;
};

export function openPlain({ redisUrl, chain, concurrency, records, onEnd }: PlainOptions): PlainEngine {
  const { hostname, port, password } = new URL(redisUrl);
  const connection: ConnectionOptions = { host: hostname, port: Number(port), password, maxRetriesPerRequest: null };
  const name = `plain-${randomUUID().slice(0, 8)}`;
  const queue = new Queue<PlainJob>(name, {
    connection,
    defaultJobOptions: { removeOnComplete: true, attempts: 10, backoff: { type: 'exponential', delay: 50 } },
  });
  const steps = plainSteps(chain.steps);

  async function carryOut({ data: { order, step } }: Job<PlainJob>): Promise<void> {
    for (const call of steps[step]?.calls ?? []) await one(call, order);
    const isLast = step === steps.length - 1;
    if (records) await record(chain.pools.sagas, order, steps[step]?.states ?? [], isLast);
    if (isLast) onEnd(order.sagaId);
    else await queue.add('step', { order, step: step + 1 });
  }

  const worker = new Worker<PlainJob>(name, carryOut, { connection, concurrency, autorun: false });
  // A job that fails is tried again by BullMQ.
  worker.on('error', console.error);
  worker.on('failed', (_job, error) => console.error(error));
  return {
    async submit(orders) {
      for (const part of chunksOf(orders, 500))
        await queue.addBulk(part.map((order) => ({ name: 'step', data: { order, step: 0 } })));
    },
    run: () => void worker.run().catch(console.error),
    async stop() {
      await worker.close();
      await queue.obliterate({ force: true });
      await queue.close();
    },
  };
}

type PlainStep = { calls: readonly SetStep<SaleOrder>[]; states: readonly string[] };

/** The four steps of a sale, each with what the engine calls in it. */
export const plainSteps = ({ catalog, sales }: SaleSteps): readonly PlainStep[] => [
  { calls: [sales.openSales, catalog.verifyStock], states: ['STOCK_VERIFYING', 'STOCK_VERIFIED'] },
  { calls: [catalog.reserveStock], states: ['STOCK_RESERVING', 'STOCK_RESERVED'] },
  { calls: [sales.capturePayment], states: ['PAYMENT_PROCESSING', 'PAYMENT_PROCESSED'] },
  { calls: [catalog.confirmReservation, sales.confirmSale], states: ['ORDER_CONFIRMING', 'SALE_CONFIRMED'] },
];

/** Asks a step for one order, again where it is told to come back. No order of a benchmark is ever refused. */
export async function one(call: SetStep<SaleOrder>, order: SaleOrder): Promise<void> {
  const calls = [{ sagaId: order.sagaId, input: order }];
  let answer = (await call(calls)).get(order.sagaId);
  while (answer?.outcome === 'pending') {
    await wait(answer.retryAfterMs);
    answer = (await call(calls)).get(order.sagaId);
  }
  if (answer?.outcome !== 'done') throw new Error(`A step did not do its work: ${JSON.stringify(answer)}`);
}

/** State and event of one saga in one statement and so in one transaction. */
async function record(pool: Pool, order: SaleOrder, states: readonly string[], done: boolean): Promise<void> {
  const { sagaId, correlationId, userId } = order;
  await pool.query(
    `WITH moved AS (
       UPDATE saga SET state = $2, version = version + $3, stream_version = stream_version + 1, done = $4,
         updated_at = clock_timestamp(), completed_at = CASE WHEN $4 THEN clock_timestamp() END
       WHERE id = $1 RETURNING id, stream_version
     )
     INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
     SELECT $5, id, 'saga', stream_version, 'SagaStepCompleted', 1, $6::jsonb, $7::jsonb FROM moved`,
    [
      ...[sagaId, states.at(-1), states.length, done, uuidv7()],
      JSON.stringify({ transitions: states.map((state) => ({ state, at: new Date().toISOString() })) }),
      JSON.stringify({ correlationId, userId, source: 'sagas' }),
    ],
  );
}
