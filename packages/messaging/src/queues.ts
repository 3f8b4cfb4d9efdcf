import type { Job, Queue, Worker, WorkerOptions } from 'bullmq';

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
