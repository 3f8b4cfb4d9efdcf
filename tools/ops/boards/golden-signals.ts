import { board, panel, quantile } from './panel.ts';

/** What people feel, and what it runs on. */
export const goldenSignals = board('comptoir-golden', 'Golden signals', {
  'At the gateway': [
    panel('Operations', 'Operations answered a second, by outcome.', 'reqps', [
      { expr: 'sum by (outcome) (rate(graphql_requests_total[$__rate_interval]))', legend: '{{outcome}}' },
    ]),
    panel('Time to answer', 'Half, 95 % and 99 % of the operations are answered faster than this.', 's', [
      { expr: quantile(0.5, 'graphql_request_duration_seconds', ''), legend: 'p50' },
      { expr: quantile(0.95, 'graphql_request_duration_seconds', ''), legend: 'p95' },
      { expr: quantile(0.99, 'graphql_request_duration_seconds', ''), legend: 'p99' },
    ]),
    panel('Errors', 'Errors in answers a second, by code.', 'reqps', [
      { expr: 'sum by (code) (rate(graphql_errors_total[$__rate_interval]))', legend: '{{code}}' },
    ]),
    panel('Open subscriptions', 'Subscriptions that clients hold open now.', 'short', [
      { expr: 'sum by (service) (graphql_active_subscriptions)', legend: '{{service}}' },
    ]),
  ],
  'Behind it': [
    panel('Subgraph fetches, p95', 'Time of a fetch from a subgraph.', 's', [
      { expr: quantile(0.95, 'subgraph_fetch_duration_seconds', 'subgraph'), legend: '{{subgraph}}' },
    ]),
    panel('Failed fetches', 'Fetches a second that did not get a good answer.', 'reqps', [
      {
        expr: 'sum by (subgraph) (rate(subgraph_fetch_duration_seconds_count{outcome="unavailable"}[$__rate_interval]))',
        legend: '{{subgraph}}',
      },
    ]),
  ],
  Business: [
    panel('Sales', 'Sales a second by what became of them: PENDING are those that were opened.', 'ops', [
      { expr: 'sum by (kind, status) (rate(sales_total[$__rate_interval]))', legend: '{{kind}} {{status}}' },
    ]),
    panel('Payments', 'Answers of payment providers a second.', 'ops', [
      { expr: 'sum by (method, outcome) (rate(payments_total[$__rate_interval]))', legend: '{{method}} {{outcome}}' },
    ]),
  ],
  Saturation: [
    panel('CPU', 'Cores in use by process.', 'short', [
      {
        expr: 'sum by (service) (rate(process_cpu_seconds_total{service=~"$service"}[$__rate_interval]))',
        legend: '{{service}}',
      },
    ]),
    panel('Memory', 'Resident memory by process.', 'bytes', [
      { expr: 'sum by (service) (process_resident_memory_bytes{service=~"$service"})', legend: '{{service}}' },
    ]),
    panel(
      'Remembered credentials',
      'Share of credentials that the gateway had verified before: normal is over 0.9.',
      'percentunit',
      [
        {
          expr: 'sum by (cache) (rate(cache_hits_total[$__rate_interval])) / (sum by (cache) (rate(cache_hits_total[$__rate_interval])) + sum by (cache) (rate(cache_misses_total[$__rate_interval])))',
          legend: '{{cache}}',
        },
      ],
    ),
    panel('Event loop lag', 'How late timers fire: over 0.1 s the process is saturated.', 's', [
      { expr: 'max by (service) (nodejs_eventloop_lag_seconds{service=~"$service"})', legend: '{{service}}' },
    ]),
    panel('Database connections', 'Queries that wait for a connection of a pool, and connections open.', 'short', [
      {
        expr: 'sum by (database, state) (db_pool_connections{state=~"waiting|total"})',
        legend: '{{database}} {{state}}',
      },
    ]),
  ],
});
