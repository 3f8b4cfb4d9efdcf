import { metrics, type Logger } from '@comptoir/telemetry';
import type { Job, Queue, Worker, WorkerOptions } from 'bullmq';
import { openBackend } from './queue-backend.ts';

/** BullMQ on whatever this system has: Redis, or PostgreSQL where there is none (one-process topology only). */
export type Queues = {
  backend: 'redis' | 'postgres';
  /** The queue of that name; opened once a process. */
  queue<T = unknown>(name: string): Queue<T>;
  /** Starts a worker. Its errors and stalls are logged and counted; `close` of the queues waits for it. */
  worker<T = unknown, R = unknown>(
    name: string,
    process: (job: Job<T, R>) => Promise<R>,
    options?: Partial<Pick<WorkerOptions, 'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount'>>,
  ): Worker<T, R>;
  close(): Promise<void>;
};

export type QueuesOptions = {
  /** Null where there is no Redis: then `postgresUrl` names a database whose role may make tables. */
  redisUrl: string | null;
  postgresUrl?: string | null;
  service: string;
  log: Logger;
  /** Before the names of all keys in Redis. */
  prefix?: string;
};

const SAMPLE_MS = 5_000;

/** Opens the queues of a process: few connections for all queues, and two figures of each for the dashboards. */
export async function openQueues({
  redisUrl,
  postgresUrl,
  service,
  log,
  prefix = 'comptoir',
}: QueuesOptions): Promise<Queues> {
  const backend = await openBackend({ redisUrl, postgresUrl, service, log, prefix });
  const queues = new Map<string, Queue>();
  const workers = new Set<Worker>();
  let closing: Promise<void> | null = null;

  const queue = (name: string): Queue => {
    const known = queues.get(name);
    if (known) return known;
    const opened = backend.queue(name);
    // Without a listener an error of the connection would end the process; it connects again by itself.
    opened.on('error', (err) => log.warn({ event: 'queue_error', queue: name, err: err.message }));
    queues.set(name, opened);
    return opened;
  };

  const sampling = setInterval(() => {
    for (const sampled of queues.values())
      sample(service, sampled).catch((err: Error) =>
        log.warn({ event: 'queue_not_sampled', queue: sampled.name, err: err.message }),
      );
  }, SAMPLE_MS).unref();

  async function close(): Promise<void> {
    clearInterval(sampling);
    await Promise.all([...workers].map((worker) => worker.close()));
    await Promise.all([...queues.values()].map((opened) => opened.close()));
    await backend.close();
  }

  return {
    backend: backend.kind,
    queue: <T>(name: string) => queue(name) as unknown as Queue<T>,
    worker: <T, R>(name: string, process: (job: Job<T, R>) => Promise<R>, options = {}) => {
      queue(name); // so that it is on the dashboards
      const worker = backend.worker(name, process as (job: Job) => Promise<R>, options);
      worker.on('error', (err) => log.warn({ event: 'queue_worker_error', queue: name, err: err.message }));
      worker.on('failed', (job, err) =>
        log.warn({ event: 'job_failed', queue: name, jobId: job?.id, attempts: job?.attemptsMade, err: err.message }),
      );
      worker.on('stalled', (jobId) => {
        metrics.queueStalls.inc({ service, queue: name });
        log.warn({ event: 'job_stalled', queue: name, jobId });
      });
      workers.add(worker);
      worker.on('closed', () => workers.delete(worker));
      return worker;
    },
    close: () => (closing ??= close()),
  };
}

/** Sets the gauges of one queue. */
async function sample(service: string, queue: Queue): Promise<void> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized', 'failed');
  for (const [state, jobs] of Object.entries(counts))
    metrics.queueDepth.set({ service, queue: queue.name, state }, jobs);
  const [oldest] = counts.waiting ? await queue.getJobs(['waiting'], 0, 0, true) : [];
  metrics.queueOldestAge.set(
    { service, queue: queue.name },
    oldest ? Math.max(0, Date.now() - oldest.timestamp) / 1000 : 0,
  );
}
