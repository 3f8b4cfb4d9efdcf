import type { EventHandler, WorkerBase } from '@comptoir/messaging';
import { APPENDED, AUDIT_CHANNEL } from './application/event-appended.ts';
import { appendToChain } from './infrastructure/append.ts';
import type { AuditTelemetry } from './telemetry/events.ts';

/** Everything that happens anywhere goes into the chain. */
export const auditHandler = (
  { pool, bus }: Pick<WorkerBase, 'pool' | 'bus'>,
  telemetry: AuditTelemetry,
): EventHandler => ({
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
});
