import { board, panel, quantile } from './panel.ts';

/** The central store of all events: how it grows, what is in it, whether its chain holds. */
export const eventStore = board('comptoir-event-store', 'Event store', {
  Growth: [
    panel('Events', 'Events in the store, all kinds together.', 'short', [
      { expr: 'sum(max by (aggregate_type, event_type) (event_store_event_count))', legend: 'events' },
    ]),
    panel('Stored', 'Events a second that were chained.', 'ops', [
      {
        expr: 'sum(rate(event_store_operations_total{operation="append", outcome="ok"}[$__rate_interval]))',
        legend: 'appended',
      },
    ]),
    panel('Disk', 'Size of the store with its indexes.', 'bytes', [
      { expr: 'max(event_store_size_bytes)', legend: 'store' },
    ]),
    panel('Bytes an event', 'Size of the store over its events: normal is steady.', 'bytes', [
      {
        expr: 'max(event_store_size_bytes) / sum(max by (aggregate_type, event_type) (event_store_event_count))',
        legend: 'an event',
      },
    ]),
    panel('Kinds of streams', 'Events by the kind of thing that they happened to.', 'short', [
      {
        expr: 'sum by (aggregate_type) (max by (aggregate_type, event_type) (event_store_event_count))',
        legend: '{{aggregate_type}}',
      },
    ]),
  ],
  'Chain and replay': [
    panel('Operations', 'Operations a second by outcome: failed is normally none.', 'ops', [
      {
        expr: 'sum by (operation, outcome) (rate(event_store_operations_total[$__rate_interval]))',
        legend: '{{operation}} {{outcome}}',
      },
    ]),
    panel(
      'Replay, p95',
      'Time to fold the events of a stream into its state at a moment, to read a stream or a trail, and to search.',
      's',
      [
        {
          expr: quantile(
            0.95,
            'query_execution_duration_seconds',
            'query',
            '{query=~"stateAt|eventStream|auditTrail|events|auditLog"}',
          ),
          legend: '{{query}}',
        },
      ],
    ),
    panel('Check of the chain, p95', 'Time of one part of a check.', 's', [
      {
        expr: quantile(0.95, 'query_execution_duration_seconds', 'query', '{query="verifyAuditChain"}'),
        legend: 'verify',
      },
    ]),
  ],
});
