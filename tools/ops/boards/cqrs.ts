import { board, panel, quantile } from './panel.ts';

/** What changes something against what only reads, and how far what is read is behind. */
export const cqrs = board('comptoir-cqrs', 'Commands, queries and projections', {
  'Commands and queries': [
    panel('Commands', 'Commands a second, by service.', 'ops', [
      {
        expr: 'sum by (service) (rate(command_executions_total{service=~"$service"}[$__rate_interval]))',
        legend: '{{service}}',
      },
    ]),
    panel('Queries', 'Queries a second, by service.', 'ops', [
      {
        expr: 'sum by (service) (rate(query_executions_total{service=~"$service"}[$__rate_interval]))',
        legend: '{{service}}',
      },
    ]),
    panel('Queries for each command', 'How many times a service is read for one time it is written to.', 'short', [
      {
        expr: 'sum by (service) (rate(query_executions_total{service=~"$service"}[$__rate_interval])) / sum by (service) (rate(command_executions_total{service=~"$service"}[$__rate_interval]))',
        legend: '{{service}}',
      },
    ]),
    panel(
      'Refused and failed',
      'Commands and queries a second that did not do what was asked: failed is normally none.',
      'ops',
      [
        {
          expr: 'sum by (service, outcome) (rate(command_executions_total{outcome!="ok"}[$__rate_interval]))',
          legend: '{{service}} commands {{outcome}}',
        },
        {
          expr: 'sum by (service, outcome) (rate(query_executions_total{outcome!="ok"}[$__rate_interval]))',
          legend: '{{service}} queries {{outcome}}',
        },
      ],
    ),
    panel('Time of commands, p95', '95 % of the commands take less than this.', 's', [
      {
        expr: quantile(0.95, 'command_execution_duration_seconds', 'service, command'),
        legend: '{{service}} {{command}}',
      },
    ]),
    panel('Time of queries, p95', '95 % of the queries take less than this.', 's', [
      { expr: quantile(0.95, 'query_execution_duration_seconds', 'service, query'), legend: '{{service}} {{query}}' },
    ]),
  ],
  Projections: [
    panel('Behind', 'Age of the oldest event that a projection has not taken in: normal is below 1 s.', 's', [
      { expr: 'max by (projection) (projection_lag_seconds)', legend: '{{projection}}' },
    ]),
    panel('Updates', 'Events a second applied to projections.', 'ops', [
      { expr: 'sum by (projection) (rate(projection_updates_total[$__rate_interval]))', legend: '{{projection}}' },
    ]),
    panel(
      'Last update',
      'How long ago a projection last took something in: it may be long where nothing happens.',
      's',
      [{ expr: 'time() - max by (projection) (projection_last_update_timestamp)', legend: '{{projection}}' }],
    ),
  ],
});
