import { badUserInput, requireActor } from '@comptoir/graphql-kit';
import { isUuid, type Actor } from '@comptoir/kit';
import type { Deps } from '../ports.ts';

export type MarkAllNotificationsReadInput = { upToNotificationId?: string | null };

export type AllMarkedRead = { ok: true; marked: number; unreadNotificationCount: number };

/** Marks all of the person's own as read, or those up to the newest that was seen. */
export const markAllNotificationsRead =
  ({ reads, writes }: Deps) =>
  async (
    actor: Actor | null,
    { upToNotificationId: upTo = null }: MarkAllNotificationsReadInput,
  ): Promise<AllMarkedRead> => {
    const { sub } = requireActor(actor);
    if (upTo !== null && !isUuid(upTo))
      throw badUserInput(`upToNotificationId: "${upTo.slice(0, 40)}" is not the id of a notification.`);
    const marked = await writes.markAllRead(sub, upTo);
    return { ok: true, marked, unreadNotificationCount: await reads.unread(sub) };
  };
