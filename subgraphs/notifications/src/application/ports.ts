import type { NotificationType } from '../domain/messages.ts';
import type { NotificationsTelemetry } from '../telemetry/events.ts';

/** A message in a person's inbox. */
export type Notification = {
  id: string;
  userId: string;
  type: NotificationType;
  title: string;
  body: string;
  link: string | null;
  readAt: Date | null;
  createdAt: Date;
};

export type PageWanted = { userId: string; unreadOnly: boolean; before: string | null; take: number };

export type NotificationReads = {
  /** Those of a person, the newest first, older than the one with the id `before`. */
  page(wanted: PageWanted): Promise<Notification[]>;
  byIds(ids: readonly string[]): Promise<Notification[]>;
  /** Counted to 1,000 at most. */
  unread(userId: string): Promise<number>;
};

export type NotificationWrites = {
  /** The first time stays. Null when the person has no such notification. */
  markRead(userId: string, id: string): Promise<Notification | null>;
  /** All that are not newer than `upTo`, or all; answers how many were not read. */
  markAllRead(userId: string, upTo: string | null): Promise<number>;
};

export type Deps = { reads: NotificationReads; writes: NotificationWrites; telemetry: NotificationsTelemetry };
