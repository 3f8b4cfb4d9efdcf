import type { WorkerBase, WorkerParts } from '@comptoir/messaging';
import { createChunkRun } from './application/chunk-run.ts';
import { buildSagaEngine } from './application/engine.ts';
import { createSweep } from './application/sweep.ts';
import type { SagasSettings } from './config.ts';
import { sagasHandler } from './consume.ts';
import { allSagas, type SagaPorts } from './domain/sagas/all.ts';
import { createAnnounce } from './infrastructure/announce.ts';
import { createEngineWake, SAGAS_QUEUE } from './infrastructure/engine-wake.ts';
import { postgresSagaStore } from './infrastructure/saga-store.ts';
import { sagasTelemetry } from './telemetry/events.ts';

export { sagasConfig } from './config.ts';

export { sagaBooks, type SagaBooks, type SagaFacts } from './infrastructure/books.ts';

/** Jobs of a process at once: one has a chunk in hand, one waits for its turn, and the wakes of others end at the third. */
const JOBS = 3;
const SWEEP_MS = 1_000;
const OWN_SWEEP_MS = 5_000;

/**
 * What carries sagas out. Wakes come from the queue; a sweeper, one of all workers, wakes the queue for what is due and
 * held by nobody, and each worker looks now and then by itself, since the queue may have lost everything, sweeper included.
 */
export function buildSagasWorker(
  { pool, bus, queues, log, service }: WorkerBase,
  ports: SagaPorts,
  { jobLockMs, ...timing }: Partial<SagasSettings> = {},
): WorkerParts & { start(): Promise<{ stop(): Promise<void> }> } {
  const definitions = allSagas(ports);
  const telemetry = sagasTelemetry(service, log);
  const wake = createEngineWake(queues.queue(SAGAS_QUEUE), telemetry.notWoken);
  const store = postgresSagaStore(pool);
  const announce = createAnnounce(bus);
  const engine = buildSagaEngine({ store, definitions, announce, telemetry, ...timing });
  let stopping = false;
  const runChunks = createChunkRun(engine, wake, () => stopping);
  const sweep = createSweep({ store, definitions, wake, telemetry });

  async function start(): Promise<{ stop(): Promise<void> }> {
    await sweep.assertRunnable();
    const worker = queues.worker(SAGAS_QUEUE, (job) => runChunks((progress) => job.updateProgress(progress)), {
      concurrency: JOBS,
      ...(jobLockMs && { lockDuration: jobLockMs, stalledInterval: jobLockMs }),
    });
    const timer = setInterval(() => void sweep.run().catch(telemetry.notSwept), OWN_SWEEP_MS);
    wake.now();
    return {
      async stop() {
        stopping = true;
        clearInterval(timer);
        await worker.close();
      },
    };
  }

  return {
    handlers: [sagasHandler(pool, { announce, wakeEngine: wake.now, telemetry })],
    periodic: [{ name: 'sagas-sweep', everyMs: SWEEP_MS, run: sweep.run }],
    start,
    dispose: async () => undefined,
  };
}
