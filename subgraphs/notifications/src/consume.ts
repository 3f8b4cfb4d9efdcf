import type { EventEnvelope } from '@comptoir/contracts';
import { createRelayWake, type EventHandler, type WorkerBase } from '@comptoir/messaging';
import { lowStockMessages } from './application/low-stock-messages.ts';
import { announcement, NOTIFICATIONS_CHANNEL } from './application/notification-received.ts';
import type { Ports } from './application/ports.ts';
import type { NotificationsSettings } from './config.ts';
import { messagesOf } from './domain/messages.ts';
import { deliver } from './infrastructure/deliver.ts';
import { erasePeople } from './infrastructure/people.ts';
import { readTemplates } from './infrastructure/template-files.ts';
import type { NotificationsTelemetry } from './telemetry/events.ts';

export type HandlerOptions = Pick<WorkerBase, 'pool' | 'bus'> &
  Pick<NotificationsSettings, 'language' | 'smtpUrl'> & {
    ports: Pick<Ports, 'staffOf' | 'quote'>;
    telemetry: NotificationsTelemetry;
  };

/** Events of others become messages in inboxes and e-mails; somebody who is forgotten loses theirs. */
export function notificationsHandler({ pool, bus, language, smtpUrl, ports, telemetry }: HandlerOptions): EventHandler {
  const wake = createRelayWake(bus, 'notifications');
  const settings = { templates: readTemplates(), language, mail: smtpUrl !== null };
  return {
    consumer: 'notifications',
    pool,
    async apply(client, events) {
      const messages = [...events.flatMap(messagesOf), ...(await lowStockMessages(ports, events))];
      const delivered = await deliver(client, messages, settings);
      await erasePeople(
        client,
        events.filter(isErasure).map(({ streamId }) => streamId),
      );
      return () => {
        if (messages.length > 0) wake();
        if (delivered.length === 0) return;
        telemetry.delivered(delivered);
        bus.publish(NOTIFICATIONS_CHANNEL, delivered.map(announcement));
      };
    },
  };
}

const isErasure = ({ type }: EventEnvelope): boolean => type === 'UserErased';
