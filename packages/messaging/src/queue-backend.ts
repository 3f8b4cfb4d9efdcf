import type { Logger } from '@comptoir/telemetry';
import {
  createPostgresBackend,
  DEFAULT_SCHEMA,
  Queue,
  runMigrations,
  Worker,
  type Job,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

/** How queues and workers are opened on one kind of server. */
export type QueueBackend = {
  kind: 'redis' | 'postgres';
  queue(name: string): Queue;
  worker(name: string, process: (job: Job) => Promise<unknown>, options: Partial<WorkerOptions>): Worker;
  close(): Promise<void>;
};

type BackendOptions = {
  redisUrl: string | null;
  postgresUrl?: string | null;
  service: string;
  log: Logger;
  prefix: string;
};

/** Backoff of jobs that must be tried until they succeed: doubles from 250 ms, never above 30 s, never two at once. */
export const CAPPED_BACKOFF = { type: 'capped' } as const;
const cappedBackoff = (attempts: number): number =>
  Math.round(Math.min(250 * 2 ** Math.min(attempts - 1, 10), 30_000) * (0.75 + Math.random() / 4));

const LARGEST_POOL = 60;

const queueDefaults = {
  // A few are kept, for whoever looks at a queue; a job that is kept swallows a new one with its id.
  defaultJobOptions: { removeOnComplete: { count: 100 }, removeOnFail: { count: 500 } },
  streams: { events: { maxLen: 1_000 } },
};
const workerDefaults = {
  // A worker that dies must not make a job fail, however often: what cannot succeed is for the handler to say.
  maxStalledCount: 1_000,
  settings: { backoffStrategy: cappedBackoff },
};

export function openBackend(options: BackendOptions): Promise<QueueBackend> | QueueBackend {
  if (options.redisUrl) return redisBackend({ ...options, redisUrl: options.redisUrl });
  if (options.postgresUrl) return postgresBackend(options.postgresUrl, options);
  throw new Error('Queues need a server: set REDIS_URL, or give the address of a PostgreSQL database for them.');
}

function redisBackend({ redisUrl, service, log, prefix }: BackendOptions & { redisUrl: string }): QueueBackend {
  const connect = (role: string, maxRetriesPerRequest: number | null) => {
    const redis = new Redis(redisUrl, {
      maxRetriesPerRequest,
      connectionName: `${service}/${role}`,
      retryStrategy: (tries) => Math.min(tries * 100, 2_000),
    });
    redis.on('error', (err: Error) => log.warn({ event: 'redis_disconnected', role, err: err.message }));
    return redis;
  };
  // Who adds a job fails fast; who works waits until Redis is back.
  const producer = connect('queues', 1);
  const consumer = connect('workers', null);
  return {
    kind: 'redis',
    queue: (name) => new Queue(name, { ...queueDefaults, connection: producer, prefix, skipWaitingForReady: true }),
    worker: (name, process, options) =>
      new Worker(name, process, { ...workerDefaults, ...options, connection: consumer, prefix }),
    async close() {
      producer.disconnect();
      consumer.disconnect();
    },
  };
}

async function postgresBackend(connectionString: string, { service, log }: BackendOptions): Promise<QueueBackend> {
  // One pool for all queues, of which each worker holds a connection to be told of new jobs.
  const pool = new pg.Pool({
    connectionString: withSearchPath(connectionString),
    max: LARGEST_POOL,
    application_name: `${service}/queues`,
    keepAlive: true,
  });
  // Each queue and each worker listens.
  pool.setMaxListeners(0);
  pool.on('error', (err) => log.warn({ event: 'queue_database_disconnected', err: err.message }));
  const client = await pool.connect();
  try {
    await runMigrations(client, DEFAULT_SCHEMA);
  } finally {
    client.release();
  }
  return {
    kind: 'postgres',
    queue: (name) => new Queue(name, { ...queueDefaults, connection: pool }, createPostgresBackend) as unknown as Queue,
    worker: (name, process, options) =>
      new Worker(
        name,
        process,
        { ...workerDefaults, ...options, connection: pool },
        createPostgresBackend,
      ) as unknown as Worker,
    close: () => pool.end(),
  };
}

/** Adds to the options that the address may carry: `options` beside an address that has some is not heard. */
function withSearchPath(address: string): string {
  const url = new URL(address);
  const options = url.searchParams.get('options');
  url.searchParams.set('options', `${options ? `${options} ` : ''}-c search_path=${DEFAULT_SCHEMA}`);
  return url.href;
}
