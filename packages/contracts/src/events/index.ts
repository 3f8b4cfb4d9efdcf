import type { z } from 'zod';
import { auditEvents } from './audit.ts';
import { booksEvents } from './books.ts';
import { catalogEvents } from './catalog.ts';
import { complaintEvents } from './complaints.ts';
import { notificationEvents } from './notifications.ts';
import { sagaEvents } from './sagas.ts';
import { salesEvents } from './sales.ts';
import { userEvents } from './users.ts';

/** Every event type with the schema of its data: the current version of each. */
export const eventSchemas = {
  ...userEvents,
  ...catalogEvents,
  ...salesEvents,
  ...sagaEvents,
  ...complaintEvents,
  ...notificationEvents,
  ...auditEvents,
  ...booksEvents,
} as const satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof eventSchemas;

/** Parses the data of an event. Throws, naming the type and what is wrong: an unknown or malformed event is a fault of its writer. */
export function parseEventData<T extends EventType>(type: T, data: unknown): z.infer<(typeof eventSchemas)[T]> {
  const schema = eventSchemas[type];
  if (!schema) throw new Error(`Unknown event type "${type}". Add it to packages/contracts/src/events.`);
  const parsed = schema.safeParse(data);
  if (!parsed.success)
    throw new Error(`Event ${type}: ${parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')}`);
  return parsed.data as z.infer<(typeof eventSchemas)[T]>;
}
