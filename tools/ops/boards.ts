/** The Grafana boards as code: written to observability/grafana/dashboards by `npm --prefix tools run dashboards`. */
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

type Series = { expr: string; legend: string };

function panel(title: string, description: string, unit: string, series: Series[]): timeseries.PanelBuilder {
  const built = new timeseries.PanelBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .min(0)
    .span(12)
    .height(8)
    .datasource({ type: 'prometheus', uid: '${datasource}' });
  for (const { expr, legend } of series)
    built.withTarget(new prometheus.DataqueryBuilder().expr(expr).legendFormat(legend));
  return built;
}

function board(uid: string, title: string, rows: Record<string, timeseries.PanelBuilder[]>): dashboard.Dashboard {
  const built = new dashboard.DashboardBuilder(title)
    .uid(uid)
    .tags(['comptoir'])
    .refresh('5s')
    .time({ from: 'now-30m', to: 'now' })
    .withVariable(new dashboard.DatasourceVariableBuilder('datasource').type('prometheus'))
    .withVariable(
      new dashboard.QueryVariableBuilder('service')
        .query('label_values(process_cpu_seconds_total, service)')
        .datasource({ type: 'prometheus', uid: '${datasource}' })
        .multi(true)
        .includeAll(true),
    );
  for (const [name, panels] of Object.entries(rows)) {
    built.withRow(new dashboard.RowBuilder(name));
    for (const one of panels) built.withPanel(one);
  }
  return built.build();
}

const quantile = (q: number, metric: string, by: string, match = '') =>
  `histogram_quantile(${q}, sum by (le${by ? `, ${by}` : ''}) (rate(${metric}_bucket${match}[$__rate_interval])))`;

export const boards: Record<string, dashboard.Dashboard> = {
  'golden-signals': board('comptoir-golden', 'Golden signals', {
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
  }),
  sagas: board('comptoir-sagas', 'Sagas and events', {
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
  }),
};

export const boardFile = (name: string): URL =>
  new URL(`../../observability/grafana/dashboards/${name}.json`, import.meta.url);
export const boardText = (name: string): string => `${JSON.stringify(boards[name], null, 2)}\n`;
