export { appendEvents, eventParameters, insertEventsSql, type NewEvent } from './append.ts';
export { createRelayWake, EVENTS_CHANNEL } from './wake.ts';
export { openQueues, type Queues, type QueuesOptions } from './queues.ts';
export { CAPPED_BACKOFF } from './queue-backend.ts';
export type { EventHandler, PeriodicJob, WorkerBase, WorkerParts } from './worker.ts';
export { startRelay, type Relay, type RelayOptions } from './relay.ts';
export type { Route } from './relay-term.ts';
export { startConsumer, type ConsumerOptions, type EventConsumer } from './consumer.ts';
export { parkedEvents, replayParked, type ParkedEvent } from './parked-events.ts';
