import { metrics, type Logger } from '@comptoir/telemetry';

/** One function per business event: a counter or a structured line. What messages say stays out. */
export function notificationsTelemetry(service: string, log: Logger) {
  return {
    delivered(notifications: readonly { type: string }[]) {
      metrics.projectionUpdates.inc({ service, projection: 'notifications' }, notifications.length);
      metrics.projectionLastUpdate.setToCurrentTime({ service, projection: 'notifications' });
      log.debug({ event: 'notifications_delivered', types: notifications.map(({ type }) => type) });
    },

    /** Runs a command and counts how it ended: ok, refused, or failed (thrown). */
    async command<T extends { ok: boolean }>(command: string, run: () => Promise<T>): Promise<T> {
      const stop = metrics.commandDuration.startTimer({ service, command });
      let outcome = 'failed';
      try {
        const result = await run();
        outcome = result.ok ? 'ok' : 'refused';
        return result;
      } finally {
        stop();
        metrics.commands.inc({ service, command, outcome });
      }
    },
  };
}

export type NotificationsTelemetry = ReturnType<typeof notificationsTelemetry>;
