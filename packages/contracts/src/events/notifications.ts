import { z } from 'zod';

const uuid = z.uuid();
const facts = {
  userId: uuid,
  /** What it tells of, for example ORDER_CONFIRMED. */
  type: z.string().min(1),
  channel: z.enum(['IN_APP', 'EMAIL']),
};

/** Events that the notifications context records, on the stream of the notification. No text of it: that is personal. */
export const notificationEvents = {
  /** Delivered: it stands in the inbox, or the mail server took it. */
  NotificationSent: z.object({ ...facts, sentAt: z.iso.datetime() }),
  /** Given up after its tries. */
  NotificationFailed: z.object({
    ...facts,
    error: z.string().min(1),
    attempts: z.int().min(1),
    failedAt: z.iso.datetime(),
  }),
} as const satisfies Record<string, z.ZodType>;

export type NotificationEventType = keyof typeof notificationEvents;
export type NotificationEventData<T extends NotificationEventType> = z.infer<(typeof notificationEvents)[T]>;
