import {
  badUserInput,
  decodeCursor,
  pageSize,
  requireRole,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid, type Actor } from '@comptoir/kit';
import type { DeliveryStatus, EmailDelivery, EmailStore } from '../ports.ts';

export type EmailDeliveriesArgs = PageArgs & {
  filter?: { status?: DeliveryStatus | null; userId?: string | null } | null;
};

/** E-mails and how far they came, the newest first. For admins. */
export async function emailDeliveries(
  emails: EmailStore,
  actor: Actor | null,
  { first, after, filter }: EmailDeliveriesArgs,
): Promise<Connection<EmailDelivery>> {
  requireRole(actor, 'ADMIN');
  const size = pageSize(first);
  const before = after ? String(decodeCursor(after, 1)[0]) : null;
  if (before !== null && !isUuid(before))
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  const { status = null, userId = null } = filter ?? {};
  if (userId !== null && !isUuid(userId)) return toConnection<EmailDelivery>([], size, () => [], before !== null);
  const rows = await emails.page({ status, userId, before, take: size + 1 });
  return toConnection(rows, size, ({ notificationId }) => [notificationId], before !== null);
}
