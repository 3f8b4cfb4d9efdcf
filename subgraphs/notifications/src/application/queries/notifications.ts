import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { Notification, NotificationReads } from '../ports.ts';

export type InboxArgs = PageArgs & { unreadOnly?: boolean | null };

/** The inbox of a person, the newest first. */
export async function notifications(
  reads: NotificationReads,
  userId: string,
  { first, after, unreadOnly }: InboxArgs,
): Promise<Connection<Notification>> {
  const size = pageSize(first);
  const before = after ? String(decodeCursor(after, 1)[0]) : null;
  if (before !== null && !isUuid(before))
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  const rows = await reads.page({ userId, unreadOnly: unreadOnly ?? false, before, take: size + 1 });
  return toConnection(rows, size, ({ id }) => [id], before !== null);
}
