import { composeEmail } from '../application/compose-email.ts';
import type { EmailDelivery } from '../application/ports.ts';
import type { NotificationsContext } from './context.ts';

/** In words, as it goes out to whoever the person is now. */
async function letter(delivery: EmailDelivery, { deps }: NotificationsContext) {
  return composeEmail(deps, delivery, await deps.ports.contactOf({ userId: delivery.userId }));
}

/** Reached through what only admins may ask. */
export const emailDeliveryFields = {
  user: ({ userId }: EmailDelivery) => ({ id: userId }),
  subject: ({ title }: EmailDelivery) => title,
  text: async (delivery: EmailDelivery, _: unknown, context: NotificationsContext) =>
    (await letter(delivery, context)).text,
  html: async (delivery: EmailDelivery, _: unknown, context: NotificationsContext) =>
    (await letter(delivery, context)).html,
};
