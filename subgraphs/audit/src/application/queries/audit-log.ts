import type { PageArgs } from '@comptoir/graphql-kit';
import { classOf, type Action, type Category } from '../../domain/action.ts';
import type { EventReads, EventWishes } from '../ports.ts';
import { searchPage, wishesOf, type EventPage } from './events.ts';

export type AuditLogFilter = {
  actions?: Action[] | null;
  categories?: Category[] | null;
  types?: string[] | null;
  entityType?: string | null;
  entityId?: string | null;
  userId?: string | null;
  correlationId?: string | null;
  from?: Date | null;
  to?: Date | null;
};

/** The audit log: who did what to which thing, the newest first. */
export async function auditLog(
  reads: EventReads,
  { filter, ...page }: PageArgs & { filter?: AuditLogFilter | null },
): Promise<EventPage> {
  return searchPage(reads, await wishesOfLog(reads, filter ?? {}), page);
}

/** The filter as a wish, or null when nothing can match it. */
export async function wishesOfLog(reads: EventReads, filter: AuditLogFilter): Promise<EventWishes | null> {
  const { entityId: streamId, userId, correlationId, from, to } = filter;
  const wishes = wishesOf({ types: filter.types, streamId, userId, correlationId, from, to });
  const types = await typesMeant(reads, filter);
  if (!wishes || types?.length === 0) return null;
  return { ...wishes, ...(types && { types }) };
}

/** Actions, categories and kinds of things come down to types of events. Null: any. */
async function typesMeant(
  reads: EventReads,
  { actions, categories, types, entityType }: AuditLogFilter,
): Promise<string[] | null> {
  if (!actions && !categories && !entityType) return types ?? null;
  const known = await reads.types(entityType ?? null);
  return known.filter((type) => {
    const { action, category } = classOf(type);
    return (
      (!types || types.includes(type)) &&
      (!actions || actions.includes(action)) &&
      (!categories || categories.includes(category))
    );
  });
}
