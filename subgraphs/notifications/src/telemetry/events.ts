import { metrics, type Logger, useCaseTelemetry } from '@comptoir/telemetry';

/** One function per business event: a counter or a structured line. What messages say stays out. */
export function notificationsTelemetry(service: string, log: Logger) {
  return {
    delivered(notifications: readonly { type: string }[]) {
      metrics.projectionUpdates.inc({ service, projection: 'notifications' }, notifications.length);
      metrics.projectionLastUpdate.setToCurrentTime({ service, projection: 'notifications' });
      log.debug({ event: 'notifications_delivered', types: notifications.map(({ type }) => type) });
    },

    ...useCaseTelemetry(service),
  };
}

export type NotificationsTelemetry = ReturnType<typeof notificationsTelemetry>;
