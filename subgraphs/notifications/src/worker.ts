import type { EventHandler, WorkerBase, WorkerParts } from '@comptoir/messaging';
import { announcement, NOTIFICATIONS_CHANNEL } from './application/notification-received.ts';
import { messageOf } from './domain/messages.ts';
import { deliver } from './infrastructure/notification-writes.ts';
import { notificationsTelemetry } from './telemetry/events.ts';

/** What runs for this context in the background: events of others become messages in inboxes. */
export function buildNotificationsWorker({ pool, bus, log, service }: WorkerBase): WorkerParts {
  const telemetry = notificationsTelemetry(service, log);

  const handler: EventHandler = {
    consumer: 'notifications',
    pool,
    async apply(client, events) {
      const delivered = await deliver(
        client,
        events.map(messageOf).filter((message) => message !== null),
      );
      return () => {
        if (delivered.length === 0) return;
        telemetry.delivered(delivered);
        bus.publish(NOTIFICATIONS_CHANNEL, delivered.map(announcement));
      };
    },
  };

  return { handlers: [handler], periodic: [], async dispose() {} };
}
