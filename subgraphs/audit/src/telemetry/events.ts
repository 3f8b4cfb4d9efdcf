import { metrics, useCaseTelemetry, type Logger } from '@comptoir/telemetry';
import type { EventStoreStatistics, Verification } from '../application/ports.ts';

/** One function per business event of the store: figures, and a structured line where somebody should look. */
export function auditTelemetry(service: string, log: Logger) {
  const operation = (name: string, outcome: 'ok' | 'failed', times = 1) =>
    metrics.eventStoreOperations.inc({ service, operation: name, outcome }, times);
  return {
    appended: (events: number) => operation('append', 'ok', events),
    appendFailed: (source: string, err: unknown) => {
      operation('append', 'failed');
      log.warn({ event: 'audit_append_failed', source, err });
    },
    verified({ isIntact, isComplete, checkedUpTo, fault }: Verification) {
      operation('verify', isIntact ? 'ok' : 'failed');
      const found = { event: 'audit_chain_verified', isIntact, isComplete, checkedUpTo, fault };
      if (isIntact) log.info(found);
      else log.error(found);
    },
    /** A person had dead letters tried again. */
    replayed: (what: { by: string; consumer: string; replayed: number; failed: number }) =>
      log.info({ event: 'dead_letters_replayed', ...what }),
    partitionsMade: (partitions: number) => log.info({ event: 'audit_partitions_made', partitions }),
    measured({ bytes, types }: EventStoreStatistics) {
      metrics.eventStoreSize.set({ service }, bytes);
      const byKind = new Map<string, number>();
      for (const { streamType, events } of types) byKind.set(streamType, (byKind.get(streamType) ?? 0) + events);
      for (const [kind, events] of byKind) metrics.eventStoreCount.set({ service, aggregate_type: kind }, events);
    },

    ...useCaseTelemetry(service),
  };
}

export type AuditTelemetry = ReturnType<typeof auditTelemetry>;
