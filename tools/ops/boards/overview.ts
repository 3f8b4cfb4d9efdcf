import { board, panel, quantile } from './panel.ts';

/** One look at everything: which processes are there, what they do, what it costs. */
export const overview = board('comptoir-overview', 'System overview', {
  Health: [
    panel('Processes', 'Whether Prometheus can read each process and exporter: normal is 1.', 'short', [
      { expr: 'min by (job, instance) (up)', legend: '{{instance}}' },
    ]),
    panel(
      'Servers',
      'Whether PostgreSQL and Redis let their exporters in: normal is 1. Empty without containers.',
      'short',
      [
        { expr: 'pg_up', legend: 'PostgreSQL' },
        { expr: 'redis_up', legend: 'Redis' },
      ],
    ),
  ],
  Traffic: [
    panel('Operations', 'Operations answered a second, by the process that answered.', 'reqps', [
      { expr: 'sum by (service) (rate(graphql_requests_total[$__rate_interval]))', legend: '{{service}}' },
    ]),
    panel('Time to answer, p95', '95 % of the operations are answered faster than this: normal is below 0.5 s.', 's', [
      { expr: quantile(0.95, 'graphql_request_duration_seconds', 'service'), legend: '{{service}}' },
    ]),
    panel('Errors', 'Share of operations that met a fault of ours: normal is none.', 'percentunit', [
      {
        expr: 'sum(rate(graphql_errors_total{code=~"INTERNAL_SERVER_ERROR|SERVICE_UNAVAILABLE"}[$__rate_interval])) / sum(rate(graphql_requests_total[$__rate_interval]))',
        legend: 'faults',
      },
    ]),
    panel('Sagas and events on their way', 'Sagas not at an end, and jobs that wait in queues.', 'short', [
      { expr: 'sum(active_sagas)', legend: 'sagas' },
      { expr: 'sum(queue_depth{state=~"waiting|delayed"})', legend: 'jobs' },
    ]),
  ],
  Costs: [
    panel('CPU', 'Cores in use by process: at 1 a process is saturated.', 'short', [
      {
        expr: 'sum by (service) (rate(process_cpu_seconds_total{service=~"$service"}[$__rate_interval]))',
        legend: '{{service}}',
      },
    ]),
    panel('Memory', 'Resident memory by process: normal is below 0.3 GiB.', 'bytes', [
      { expr: 'sum by (service) (process_resident_memory_bytes{service=~"$service"})', legend: '{{service}}' },
    ]),
    panel('Memory of the machine', 'What the machine could still give. Empty without containers.', 'bytes', [
      { expr: 'min by (instance) (node_memory_MemAvailable_bytes)', legend: '{{instance}}' },
    ]),
    panel('Disk of the machine', 'What is free on each file system. Empty without containers.', 'bytes', [
      {
        expr: 'min by (instance, mountpoint) (node_filesystem_avail_bytes{fstype!~"tmpfs|overlay|squashfs"})',
        legend: '{{mountpoint}}',
      },
    ]),
  ],
});
