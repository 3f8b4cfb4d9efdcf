import type { EventHandler, WorkerBase } from '@comptoir/messaging';
import { announcement, NOTIFICATIONS_CHANNEL } from './application/notification-received.ts';
import { messageOf } from './domain/messages.ts';
import { deliver } from './infrastructure/notification-writes.ts';
import type { NotificationsTelemetry } from './telemetry/events.ts';

/** Events of others become messages in inboxes. */
export const notificationsHandler = (
  { pool, bus }: Pick<WorkerBase, 'pool' | 'bus'>,
  telemetry: NotificationsTelemetry,
): EventHandler => ({
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
});
