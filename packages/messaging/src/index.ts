export { appendEvents, eventParameters, insertEventsSql, type NewEvent } from './append.ts';
export { createRelayWake, EVENTS_CHANNEL } from './wake.ts';
export type { Queues } from './queues.ts';
export type { EventHandler, PeriodicJob, WorkerBase, WorkerParts } from './worker.ts';
