import { requireActor } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { notificationReceived } from '../application/notification-received.ts';
import { requireOwner } from '../application/policies.ts';
import type { Notification } from '../application/ports.ts';
import { notifications, type InboxArgs } from '../application/queries/notifications.ts';
import { emailDeliveries, type EmailDeliveriesArgs } from '../application/queries/email-deliveries.ts';
import { notificationPreferences } from '../application/queries/preferences.ts';
import type { NotificationsContext } from './context.ts';
import { emailDeliveryFields } from './email-delivery.ts';
import {
  markAllNotificationsRead,
  markNotificationRead,
  resendNotification,
  updateNotificationPreferences,
} from './mutations.ts';

type Ref = { id: string };

/** Schema field → function. */
export const resolvers = {
  Query: {
    notifications: (_: unknown, args: InboxArgs, { actor, deps }: NotificationsContext) =>
      notifications(deps.reads, requireActor(actor).sub, args),
    unreadNotificationCount: (_: unknown, __: unknown, { actor, deps }: NotificationsContext) =>
      deps.reads.unread(requireActor(actor).sub),
    notificationPreferences: (_: unknown, __: unknown, { actor, deps }: NotificationsContext) =>
      notificationPreferences(deps, actor),
    emailDeliveries: (_: unknown, args: EmailDeliveriesArgs, { actor, deps }: NotificationsContext) =>
      emailDeliveries(deps.emails, actor, args),
  },
  Mutation: {
    markNotificationRead,
    markAllNotificationsRead,
    updateNotificationPreferences,
    resendNotification,
  },
  EmailDelivery: emailDeliveryFields,
  Subscription: {
    notificationReceived: {
      subscribe: (_: unknown, __: unknown, { actor, deps, hub }: NotificationsContext) =>
        notificationReceived(deps.reads, hub, actor),
      resolve: (notification: Notification) => notification,
    },
  },
  Notification: {
    async __resolveReference({ id }: Ref, context: NotificationsContext): Promise<Notification | null> {
      requireActor(context.actor);
      const notification = isUuid(id) ? await context.notifications.load(id) : null;
      if (notification) requireOwner(context.actor, notification.userId);
      return notification;
    },
  },
  User: {
    notifications({ id }: Ref, args: InboxArgs, { actor, deps }: NotificationsContext) {
      requireOwner(actor, id);
      return notifications(deps.reads, id, args);
    },
  },
};
