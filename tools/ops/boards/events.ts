import { board, panel, quantile } from './panel.ts';

/** The way of an event: from the table it was written to, over a queue, to where it takes effect. */
export const events = board('comptoir-events', 'Events from end to end', {
  'End to end': [
    panel(
      'Oldest event on its way',
      'How long ago the oldest event was written that its consumer has not acknowledged: the latency from end to end of the slowest. Normal is below 1 s.',
      's',
      [{ expr: 'max by (source, consumer) (event_relay_oldest_age_seconds)', legend: '{{source}} to {{consumer}}' }],
    ),
    panel(
      'Projections behind',
      'Age of the oldest event that a projection has not taken in: normal is below 1 s.',
      's',
      [{ expr: 'max by (projection) (projection_lag_seconds)', legend: '{{projection}}' }],
    ),
  ],
  'Each leg': [
    panel('Publishing', 'Time to hand one batch to a queue.', 's', [
      { expr: quantile(0.5, 'event_publishing_duration_seconds', 'consumer'), legend: '{{consumer}} p50' },
      { expr: quantile(0.95, 'event_publishing_duration_seconds', 'consumer'), legend: '{{consumer}} p95' },
    ]),
    panel('Consumption', 'Time to apply one batch, a transaction.', 's', [
      { expr: quantile(0.5, 'event_consumption_duration_seconds', 'consumer'), legend: '{{consumer}} p50' },
      { expr: quantile(0.95, 'event_consumption_duration_seconds', 'consumer'), legend: '{{consumer}} p95' },
    ]),
    panel('Published', 'Events a second handed to queues.', 'ops', [
      { expr: 'sum by (consumer) (rate(events_published_total[$__rate_interval]))', legend: '{{consumer}}' },
    ]),
    panel('Consumed', 'Events a second that took effect.', 'ops', [
      {
        expr: 'sum by (source, consumer) (rate(events_consumed_total[$__rate_interval]))',
        legend: '{{source}} at {{consumer}}',
      },
    ]),
  ],
  Types: [
    panel('Types of events', 'Events in the central store, the twenty most frequent types.', 'short', [
      {
        expr: 'topk(20, sum by (event_type) (max by (aggregate_type, event_type) (event_store_event_count)))',
        legend: '{{event_type}}',
      },
    ]),
    panel('New events by type', 'Events a minute by type, over five minutes.', 'short', [
      {
        expr: 'topk(20, 60 * sum by (event_type) (max by (aggregate_type, event_type) (deriv(event_store_event_count[5m]))) > 0)',
        legend: '{{event_type}}',
      },
    ]),
  ],
});
