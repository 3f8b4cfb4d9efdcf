export { appendEvents, eventParameters, insertEventsSql, type NewEvent } from './append.ts';
export { createRelayWake, EVENTS_CHANNEL } from './wake.ts';
export { openQueues, type Queues, type QueuesOptions } from './queues.ts';
export { CAPPED_BACKOFF } from './queue-backend.ts';
export type { EventHandler, PeriodicJob, WorkerBase, WorkerParts } from './worker.ts';
