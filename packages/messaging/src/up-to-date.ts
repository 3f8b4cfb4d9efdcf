import { ROUTES, upcastEvent, type EventEnvelope } from '@comptoir/contracts';
import type { EventHandler } from './worker.ts';

/** Brings an event to the current version of its type. */
export type Upcast = (event: EventEnvelope) => EventEnvelope;

const AS_WRITTEN = new Set(ROUTES.filter(({ consumer }) => consumer.asWritten).map(({ consumer }) => consumer.name));

/** Gives a handler events in the current version of their types, except who keeps them as they were written. */
export function upToDate(handler: EventHandler, upcast: Upcast = upcastEvent): EventHandler {
  if (AS_WRITTEN.has(handler.consumer)) return handler;
  return { ...handler, apply: (client, events, source) => handler.apply(client, events.map(upcast), source) };
}
