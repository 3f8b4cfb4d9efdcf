import type { EventHandler, PeriodicJob, WorkerBase, WorkerParts } from '@comptoir/messaging';
import { APPENDED, AUDIT_CHANNEL } from './application/event-appended.ts';
import { appendToChain } from './infrastructure/append.ts';
import { makePartitions } from './infrastructure/partitions.ts';
import { eventStoreStatistics } from './infrastructure/statistics.ts';
import { auditTelemetry } from './telemetry/events.ts';

const HOUR_MS = 3_600_000;

/** What runs for this context in the background: everything that happens anywhere goes into the chain. */
export function buildAuditWorker({ pool, bus, log, service }: WorkerBase): WorkerParts {
  const telemetry = auditTelemetry(service, log);

  const handler: EventHandler = {
    consumer: 'audit',
    pool,
    async apply(client, events, source) {
      try {
        const appended = await appendToChain(client, events, source);
        return () => {
          telemetry.appended(appended);
          if (appended > 0) bus.publish(AUDIT_CHANNEL, [{ key: APPENDED }]);
        };
      } catch (error) {
        telemetry.appendFailed(source, error);
        throw error;
      }
    },
  };

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

  return { handlers: [handler], periodic, async dispose() {} };
}
