import { requireActor } from '@comptoir/graphql-kit';
import { isUuid, type Actor } from '@comptoir/kit';
import type { Deps, Notification } from '../ports.ts';

export type MarkNotificationReadInput = { notificationId: string };

export type MarkedRead = { ok: true; notification: Notification } | { ok: false; id: string };

/** Marks one of the person's own as read. One of somebody else does not exist for them. */
export const markNotificationRead =
  ({ writes }: Deps) =>
  async (actor: Actor | null, { notificationId: id }: MarkNotificationReadInput): Promise<MarkedRead> => {
    const { sub } = requireActor(actor);
    const notification = isUuid(id) ? await writes.markRead(sub, id) : null;
    return notification ? { ok: true, notification } : { ok: false, id };
  };
