import type { z } from 'zod';
import { auditEvents } from './audit.ts';
import { booksEvents } from './books.ts';
import { catalogEvents } from './catalog.ts';
import { complaintEvents } from './complaints.ts';
import { notificationEvents } from './notifications.ts';
import { createRegistry } from './registry.ts';
import { sagaEvents } from './sagas.ts';
import { salesEvents } from './sales.ts';
import { upcasters } from './upcasters.ts';
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

const registry = createRegistry(eventSchemas, upcasters);

export const parseEventData = registry.parse;
export const eventVersion = registry.versionOf;
export const upcastEvent = registry.upcast;
