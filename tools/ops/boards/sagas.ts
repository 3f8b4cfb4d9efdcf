import { board, panel, quantile } from './panel.ts';

/** Sagas, the books they leave behind, and the events that tell of them. */
export const sagas = board('comptoir-sagas', 'Sagas and events', {
  Sagas: [
    panel('Ended sagas', 'Sagas that reached an end a second, by status.', 'ops', [
      {
        expr: 'sum by (saga_type, status) (rate(saga_executions_total[$__rate_interval]))',
        legend: '{{saga_type}} {{status}}',
      },
    ]),
    panel('Start to end', 'Time from checkout to the final state of confirmed sagas.', 's', [
      { expr: quantile(0.5, 'saga_execution_duration_seconds', 'saga_type'), legend: '{{saga_type}} p50' },
      { expr: quantile(0.95, 'saga_execution_duration_seconds', 'saga_type'), legend: '{{saga_type}} p95' },
    ]),
    panel('Active and parked', 'Sagas on their way, and those that wait for a person.', 'short', [
      { expr: 'sum by (saga_type) (active_sagas)', legend: '{{saga_type}} active' },
      { expr: 'sum by (saga_type) (parked_sagas)', legend: '{{saga_type}} parked' },
    ]),
    panel(
      'Unknown sagas',
      'Sagas not at an end whose definition no worker has, by definition: normal is none.',
      'short',
      [{ expr: 'max by (definition) (unknown_sagas)', legend: '{{definition}}' }],
    ),
    panel('Compensations', 'Share of ended sagas that had to be undone.', 'percentunit', [
      {
        expr: 'sum(rate(saga_compensations_total[$__rate_interval])) / sum(rate(saga_executions_total[$__rate_interval]))',
        legend: 'compensated',
      },
    ]),
    panel('Step answers', 'Answers a second by step and status.', 'ops', [
      {
        expr: 'sum by (step_name, status) (rate(saga_step_executions_total[$__rate_interval]))',
        legend: '{{step_name}} {{status}}',
      },
    ]),
    panel('Differences between the books', 'What the hourly comparison found, by kind: normal is none.', 'short', [
      { expr: 'max by (kind) (reconcile_differences) > 0', legend: '{{kind}}' },
    ]),
    panel('Step time, p95', 'Time of one call of a step for its whole chunk.', 's', [
      { expr: quantile(0.95, 'saga_step_duration_seconds', 'step_name'), legend: '{{step_name}}' },
    ]),
  ],
  Events: [
    panel('Published and consumed', 'Events a second handed to queues, and events that took effect.', 'ops', [
      { expr: 'sum by (consumer) (rate(events_published_total[$__rate_interval]))', legend: 'to {{consumer}}' },
      {
        expr: 'sum by (source, consumer) (rate(events_consumed_total[$__rate_interval]))',
        legend: '{{source}} at {{consumer}}',
      },
    ]),
    panel('Oldest unacknowledged event', 'How late the slowest consumer is.', 's', [
      { expr: 'max by (source, consumer) (event_relay_oldest_age_seconds)', legend: '{{source}} to {{consumer}}' },
    ]),
    panel('Processing errors', 'Batches or events a second that failed.', 'ops', [
      {
        expr: 'sum by (consumer, kind) (rate(event_processing_errors_total[$__rate_interval]))',
        legend: '{{consumer}} {{kind}}',
      },
    ]),
    panel('Parked events', 'Events that a consumer could not apply: normal is none.', 'short', [
      { expr: 'sum by (source, consumer) (parked_events)', legend: '{{source}} at {{consumer}}' },
    ]),
    panel('E-mails', 'Tries a second to send an e-mail, by how they ended: normal is sent only.', 'ops', [
      {
        expr: 'sum by (outcome) (rate(notification_deliveries_total{channel="EMAIL"}[$__rate_interval]))',
        legend: '{{outcome}}',
      },
    ]),
    panel(
      'Waiting for a writer',
      'How long a relay has waited for a transaction that could still write an older event.',
      's',
      [{ expr: 'max by (source) (event_relay_horizon_age_seconds)', legend: '{{source}}' }],
    ),
    panel('Queues', 'Jobs by queue and state.', 'short', [
      { expr: 'sum by (queue, state) (queue_depth)', legend: '{{queue}} {{state}}' },
    ]),
  ],
});
