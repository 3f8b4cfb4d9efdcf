import type { PeriodicJob, WorkerBase, WorkerParts } from '@comptoir/messaging';
import { auditHandler } from './consume.ts';
import { makePartitions } from './infrastructure/partitions.ts';
import { eventStoreStatistics } from './infrastructure/statistics.ts';
import { auditTelemetry } from './telemetry/events.ts';

const HOUR_MS = 3_600_000;

/** What runs for this context in the background: everything that happens anywhere goes into the chain. */
export function buildAuditWorker({ pool, bus, log, service }: WorkerBase): WorkerParts {
  const telemetry = auditTelemetry(service, log);

  const periodic: PeriodicJob[] = [
    {
      name: 'audit-partitions',
      everyMs: 6 * HOUR_MS,
      async run() {
        const made = await makePartitions(pool);
        if (made > 0) telemetry.partitionsMade(made);
      },
    },
    { name: 'audit-figures', everyMs: 15_000, run: async () => telemetry.measured(await eventStoreStatistics(pool)) },
  ];

  return { handlers: [auditHandler({ pool, bus }, telemetry)], periodic, async dispose() {} };
}
