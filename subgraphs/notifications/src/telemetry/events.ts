import { metrics, type Logger, useCaseTelemetry } from '@comptoir/telemetry';
import type { ClaimedEmail, Tried } from '../application/send-emails.ts';

/** One function per business event: a counter or a structured line. What messages say, and to which address, stays out. */
export function notificationsTelemetry(service: string, log: Logger) {
  return {
    delivered(notifications: readonly { type: string }[]) {
      metrics.projectionUpdates.inc({ service, projection: 'notifications' }, notifications.length);
      metrics.projectionLastUpdate.setToCurrentTime({ service, projection: 'notifications' });
      metrics.notificationDeliveries.inc({ service, channel: 'IN_APP', outcome: 'sent' }, notifications.length);
      log.debug({ event: 'notifications_delivered', types: notifications.map(({ type }) => type) });
    },

    /** An e-mail was tried: it went out, waits for its next try, or is given up. */
    emailTried({ notificationId, type, attempts }: ClaimedEmail, tried: Tried) {
      metrics.notificationDeliveries.inc({ service, channel: 'EMAIL', outcome: tried.outcome });
      const fields = { notificationId, type, attempts };
      if (tried.outcome === 'sent') log.debug({ event: 'email_sent', ...fields });
      else if (tried.outcome === 'retry') log.warn({ event: 'email_delayed', ...fields, reason: tried.error });
      else log.error({ event: 'email_failed', ...fields, reason: tried.error });
    },

    emailResent: (notificationId: string, by: string) => log.info({ event: 'email_resent', notificationId, by }),

    ...useCaseTelemetry(service),
  };
}

export type NotificationsTelemetry = ReturnType<typeof notificationsTelemetry>;
