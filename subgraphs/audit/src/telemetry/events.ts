import type { ProjectionRebuild } from '@comptoir/contracts';
import { metrics, useCaseTelemetry, type Logger } from '@comptoir/telemetry';
import type { Replayed } from '../application/commands/replay-dead-letters.ts';
import type { SignedHead } from '../domain/signed-head.ts';
import type { EventStoreStatistics, Verification } from '../application/ports.ts';

/** One function per business event of the store: figures, and a structured line where somebody should look. */
export function auditTelemetry(service: string, log: Logger) {
  const operation = (name: string, outcome: 'ok' | 'failed', times = 1) =>
    metrics.eventStoreOperations.inc({ service, operation: name, outcome }, times);
  // A counter that appears with its first failure shows no increase, and nobody would be woken by it.
  for (const name of ['sign', 'verify']) for (const outcome of ['ok', 'failed'] as const) operation(name, outcome, 0);
  return {
    appended: (events: number) => operation('append', 'ok', events),
    appendFailed: (source: string, err: unknown) => {
      operation('append', 'failed');
      log.warn({ event: 'audit_append_failed', source, err });
    },
    headSigned(head: SignedHead) {
      operation('sign', 'ok');
      // The log is one of the places outside the database where heads are kept.
      log.info({ event: 'audit_head_signed', ...head });
    },
    /** The chain does not hold what was signed before: somebody who may do anything in the database changed it. */
    headRefused(head: SignedHead) {
      operation('sign', 'failed');
      log.error({ event: 'audit_chain_broken', ...head });
    },
    /** The role that this process signs in with may do what nobody may: signed heads kept elsewhere are all that is left. */
    unprotected: (tables: readonly string[]) =>
      void log.error({
        event: 'audit_trail_unprotected',
        tables,
        reason:
          'DATABASE_URL_AUDIT signs in with a role that may change the audit trail. Give processes a role of its own that only adds: set DATABASE_URL too, or see docs/services.md.',
      }),
    rightsUnknown: (err: unknown) => void log.warn({ event: 'audit_rights_unknown', err }),
    headsUnsigned: () => log.warn({ event: 'audit_heads_unsigned', reason: 'AUDIT_SIGNING_KEY is not set.' }),
    verified({
      isIntact,
      isComplete,
      checkedUpTo,
      fault,
    }: Pick<Verification, 'isIntact' | 'isComplete' | 'checkedUpTo' | 'fault'>) {
      operation('verify', isIntact ? 'ok' : 'failed');
      const found = { event: 'audit_chain_verified', isIntact, isComplete, checkedUpTo, fault };
      if (isIntact) log.info(found);
      else log.error(found);
    },
    /** Whether the chain holds nobody knows, and somebody who changed it may have seen to that. */
    checkFailed(err: unknown) {
      operation('verify', 'failed');
      log.error({ event: 'audit_check_failed', err });
    },
    /** A person had dead letters tried again. What failed is told whole here, and to nobody else. */
    replayed({
      by,
      consumer,
      replayed,
      failed,
    }: { by: string; consumer: string } & Pick<Replayed, 'replayed' | 'failed'>) {
      log.info({ event: 'dead_letters_replayed', by, consumer, replayed, failed: failed.length });
      for (const { error, ...where } of failed)
        log.error({ event: 'dead_letter_failed_again', ...where, reason: error });
    },
    /** A person had a read model built anew, or joined the build that runs. */
    rebuildBegun: ({ id, projection }: ProjectionRebuild, by: string) =>
      log.info({ event: 'projection_rebuild_begun', rebuildId: id, projection, by }),
    /** Nobody says what a consumer set aside. */
    deadLettersUnknown: (consumer: string, err: unknown) => log.warn({ event: 'dead_letters_unknown', consumer, err }),
    /** A context does not say how its read models stand. */
    projectionsUnknown: (context: string, err: unknown) =>
      void log.warn({ event: 'projections_unknown', context, err }),
    partitionsMade: (partitions: number) => log.info({ event: 'audit_partitions_made', partitions }),
    measured({ bytes, types }: EventStoreStatistics) {
      metrics.eventStoreSize.set({ service }, bytes);
      for (const { type, streamType, events } of types)
        metrics.eventStoreCount.set({ service, aggregate_type: streamType, event_type: type }, events);
    },

    ...useCaseTelemetry(service),
  };
}

export type AuditTelemetry = ReturnType<typeof auditTelemetry>;
