import { requireActor } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';
import { latestStream, type Hub, type LiveMessage } from '@comptoir/live';
import type { Notification, NotificationReads } from './ports.ts';

/** The live channel of all inboxes; key: the person. */
export const NOTIFICATIONS_CHANNEL = 'notifications';

/** The live message that says what came into an inbox: the notification whole. */
export function announcement(notification: Notification): LiveMessage {
  return { key: notification.userId, notification };
}

/** What comes into the person's own inbox; after a break of the connection the newest one again. */
export function notificationReceived(
  reads: NotificationReads,
  hub: Hub,
  actor: Actor | null,
): AsyncIterableIterator<Notification> {
  const { sub: userId } = requireActor(actor);
  return latestStream<Notification>({
    hub,
    channel: NOTIFICATIONS_CHANNEL,
    keys: [userId],
    itemOf: (message) => message.notification as Notification,
    reload: () => reads.page({ userId, unreadOnly: true, before: null, take: 1 }),
  });
}
