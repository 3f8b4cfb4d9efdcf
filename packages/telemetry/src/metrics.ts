import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Every series of this process. One registry, so that the embedded system shows all its services on one page. */
export const registry = new Registry();

/** Seconds. Each threshold of a service level objective is a boundary (0.2 and 0.5 for requests, 0.05 for events). */
const FAST = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.08, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const SAGA = [0.01, 0.02, 0.05, 0.08, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300];

function counter<L extends string>(name: string, help: string, labels: readonly L[]): Counter<'service' | L> {
  return new Counter({ name, help, labelNames: ['service', ...labels], registers: [registry] });
}
function gauge<L extends string>(name: string, help: string, labels: readonly L[]): Gauge<'service' | L> {
  return new Gauge({ name, help, labelNames: ['service', ...labels], registers: [registry] });
}
function histogram<L extends string>(
  name: string,
  help: string,
  labels: readonly L[],
  buckets = FAST,
): Histogram<'service' | L> {
  return new Histogram({ name, help, labelNames: ['service', ...labels], buckets, registers: [registry] });
}

/**
 * The catalogue of metrics. Every series carries `service`; labels come from closed sets only (ids belong in logs).
 */
export const metrics = {
  graphqlRequests: counter('graphql_requests_total', 'GraphQL operations answered', ['operation', 'outcome']),
  graphqlDuration: histogram('graphql_request_duration_seconds', 'Time to answer a GraphQL operation', [
    'operation',
    'outcome',
  ]),
  graphqlErrors: counter('graphql_errors_total', 'Errors in answers, by code', ['code']),
  subgraphFetch: histogram('subgraph_fetch_duration_seconds', 'Time of one fetch from a subgraph', [
    'subgraph',
    'outcome',
  ]),
  activeSubscriptions: gauge('graphql_active_subscriptions', 'Subscriptions open now', []),
  poolConnections: gauge('db_pool_connections', 'Connections of a pool by state (total, idle, waiting)', [
    'database',
    'state',
  ]),
  eventsPublished: counter('events_published_total', 'Events handed to a queue by the relay', ['consumer']),
  eventPublishing: histogram('event_publishing_duration_seconds', 'Time to hand one batch to a queue', ['consumer']),
  eventsConsumed: counter('events_consumed_total', 'Events that took effect at a consumer', ['source', 'consumer']),
  eventConsumption: histogram('event_consumption_duration_seconds', 'Time to apply one batch', ['source', 'consumer']),
  eventErrors: counter('event_processing_errors_total', 'Batches or events that failed', [
    'source',
    'consumer',
    'kind',
  ]),
  relayOldestAge: gauge('event_relay_oldest_age_seconds', 'Age of the oldest event not yet acknowledged', [
    'source',
    'consumer',
  ]),
  relayHorizonAge: gauge(
    'event_relay_horizon_age_seconds',
    'Since when a relay waits for a writer with an older event',
    ['source'],
  ),
  parkedEvents: gauge('parked_events', 'Events that a consumer could not apply and set aside', ['source', 'consumer']),
  queueDepth: gauge('queue_depth', 'Jobs in a queue by state', ['queue', 'state']),
  queueOldestAge: gauge('queue_oldest_job_age_seconds', 'Age of the oldest waiting job', ['queue']),
  queueStalls: counter('queue_stalled_jobs_total', 'Jobs whose worker fell silent and that were run again', ['queue']),
  commands: counter('command_executions_total', 'Commands run', ['command', 'outcome']),
  commandDuration: histogram('command_execution_duration_seconds', 'Time of a command', ['command']),
  queries: counter('query_executions_total', 'Queries run', ['query', 'outcome']),
  queryDuration: histogram('query_execution_duration_seconds', 'Time of a query', ['query']),
  projectionUpdates: counter('projection_updates_total', 'Events applied to a projection', ['projection']),
  projectionLastUpdate: gauge('projection_last_update_timestamp', 'Unix time of the last update', ['projection']),
  projectionLag: gauge('projection_lag_seconds', 'Age of the oldest event that a projection has not taken in', [
    'projection',
  ]),
  eventStoreOperations: counter('event_store_operations_total', 'Operations on the central event store', [
    'operation',
    'outcome',
  ]),
  eventStoreCount: gauge('event_store_event_count', 'Events in the central store', ['aggregate_type', 'event_type']),
  eventStoreSize: gauge('event_store_size_bytes', 'Size of the central store on disk', []),
  sagas: counter('saga_executions_total', 'Sagas that reached an end', ['saga_type', 'status']),
  sagaSteps: counter('saga_step_executions_total', 'Step answers', ['step_name', 'status']),
  sagaDuration: histogram('saga_execution_duration_seconds', 'Start to end of a saga', ['saga_type', 'status'], SAGA),
  sagaStepDuration: histogram('saga_step_duration_seconds', 'Time of one step call for its chunk', ['step_name']),
  sagaCompensations: counter('saga_compensations_total', 'Sagas that had to be undone', ['saga_type']),
  activeSagas: gauge('active_sagas', 'Sagas not at an end', ['saga_type']),
  parkedSagas: gauge('parked_sagas', 'Sagas that wait for a person', ['saga_type']),
  unknownSagas: gauge('unknown_sagas', 'Sagas not at an end, of definitions that this version does not have', [
    'definition',
  ]),
  cacheHits: counter('cache_hits_total', 'Answers from a cache', ['cache']),
  cacheMisses: counter('cache_misses_total', 'Questions that a cache could not answer', ['cache']),
  sales: counter('sales_total', 'Sales opened (PENDING) and what became of them', ['kind', 'status']),
  refunds: counter('refunds_total', 'Refunds requested and what became of them', ['status']),
  payments: counter('payments_total', 'Answers of payment providers', ['method', 'outcome']),
  reconcileDifferences: gauge('reconcile_differences', 'Differences between the books that the last comparison left', [
    'kind',
  ]),
  reconcileLastRun: gauge('reconcile_last_run_timestamp', 'Unix time of the last comparison of the books', []),
  notificationDeliveries: counter(
    'notification_deliveries_total',
    'Notifications put into inboxes, and tries to send their e-mails',
    ['channel', 'outcome'],
  ),
  loginAttempts: counter('login_attempts_total', 'Tries to log in', ['outcome']),
};

/** Adds the defaults of the process (`nodejs_*`, `process_*`), labelled with the name of the process. Call once. */
export function startProcessMetrics(service: string): void {
  collectDefaultMetrics({ register: registry, labels: { service } });
}
