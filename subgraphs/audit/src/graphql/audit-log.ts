import type { StoredEvent } from '../application/ports.ts';
import { classOf } from '../domain/action.ts';
import { differences } from '../domain/difference.ts';
import type { AuditContext } from './context.ts';

/** Fields of an entry of the audit log that are not simply those of its event. */
export const auditEntryFields = {
  id: ({ eventId }: StoredEvent) => eventId,
  action: ({ type }: StoredEvent) => classOf(type).action,
  category: ({ type }: StoredEvent) => classOf(type).category,
  entityType: ({ streamType }: StoredEvent) => streamType,
  entityId: ({ streamId }: StoredEvent) => streamId,
  user: ({ metadata }: StoredEvent) => (metadata.userId ? { __typename: 'User', id: metadata.userId } : null),
  correlationId: ({ metadata }: StoredEvent) => metadata.correlationId,
  causationId: ({ metadata }: StoredEvent) => metadata.causationId ?? null,
  details: ({ data }: StoredEvent) => data,
  event: (event: StoredEvent) => event,
  async changes({ streamId, streamVersion: version }: StoredEvent, _: unknown, { around }: AuditContext) {
    const states = await around.load({ streamId, version });
    return states && differences(states.before, states.after);
  },
};
