import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { unsealText } from '@comptoir/kit';
import type { StoredFact } from '../application/ports.ts';
import type { ComplaintsContext } from './context.ts';

type Ref = { id: string };
type Entry = StoredFact & { complaintId: string };

/** What happened to a complaint, the first thing first. */
export async function timeline(
  { id }: Ref,
  { first, after }: PageArgs,
  { streams }: ComplaintsContext,
): Promise<Connection<Entry>> {
  const size = pageSize(first);
  const behind = after ? Number(decodeCursor(after, 1)[0]) : 0;
  if (!Number.isInteger(behind))
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  const rest = (await streams.load(id)).filter(({ version }) => version > behind);
  const entries = rest.slice(0, size + 1).map((fact) => ({ ...fact, complaintId: id }));
  return toConnection(entries, size, ({ version }) => [version], behind > 0);
}

/** ComplaintFiled → FILED. */
const kindOf = (type: StoredFact['type']): string =>
  type
    .slice('Complaint'.length)
    .replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase();

/** Who did it, when, and what they said about it; sealed. */
function told(fact: StoredFact): { by: string | null; at: string; text: string | null } {
  switch (fact.type) {
    case 'ComplaintFiled':
      return { by: fact.data.customerId, at: fact.data.filedAt, text: fact.data.description };
    case 'ComplaintAssigned':
      return { by: fact.data.assignedBy, at: fact.data.assignedAt, text: null };
    case 'ComplaintStarted':
      return { by: fact.data.startedBy, at: fact.data.startedAt, text: null };
    case 'ComplaintCommented':
      return { by: fact.data.commentedBy, at: fact.data.commentedAt, text: fact.data.text };
    case 'ComplaintPriorityChanged':
      return { by: fact.data.changedBy, at: fact.data.changedAt, text: null };
    case 'ComplaintResolved':
      return { by: fact.data.resolvedBy, at: fact.data.resolvedAt, text: fact.data.comment };
    case 'ComplaintResolutionCompleted':
      return { by: null, at: fact.data.completedAt, text: null };
    case 'ComplaintResolutionFailed':
      return { by: null, at: fact.data.failedAt, text: null };
    case 'ComplaintClosed':
      return { by: fact.data.closedBy, at: fact.data.closedAt, text: fact.data.comment };
    case 'ComplaintReopened':
      return { by: fact.data.reopenedBy, at: fact.data.reopenedAt, text: fact.data.reason };
    default:
      return fact satisfies never;
  }
}

/** Who did it, by the side that they are on: staff have no names here for customers. */
function actorOf(entry: Entry): 'SYSTEM' | 'CUSTOMER' | 'STAFF' {
  const { by } = told(entry);
  if (by === null) return 'SYSTEM';
  return by === entry.data.customerId ? 'CUSTOMER' : 'STAFF';
}

/** Customers see themselves; everybody else sees who it was. */
function visible(id: string | null, { actor }: ComplaintsContext): Ref | null {
  return id === null || (actor?.role === 'CLIENT' && actor.sub !== id) ? null : { id };
}

/** Fields of ComplaintTimelineEntry. Whoever may read a complaint may read what was said about it. */
export const ComplaintTimelineEntry = {
  id: ({ eventId }: Entry) => eventId,
  kind: ({ type }: Entry) => kindOf(type),
  at: (entry: Entry) => told(entry).at,
  actor: actorOf,
  by: (entry: Entry, _: unknown, context: ComplaintsContext) => visible(told(entry).by, context),
  async text(entry: Entry, _: unknown, { personKeys }: ComplaintsContext): Promise<string | null> {
    const { text } = told(entry);
    const key = text && (await personKeys.load(entry.data.customerId));
    return key ? unsealText(key, text, entry.complaintId) : null;
  },
  assignee: (entry: Entry, _: unknown, context: ComplaintsContext) =>
    entry.type === 'ComplaintAssigned' ? visible(entry.data.assigneeId, context) : null,
  priority: (entry: Entry) =>
    entry.type === 'ComplaintPriorityChanged'
      ? entry.data.to
      : entry.type === 'ComplaintFiled'
        ? entry.data.priority
        : null,
  resolution: ({ data }: Entry) => ('resolution' in data ? data.resolution : null),
  satisfaction: ({ data }: Entry) => ('satisfaction' in data ? data.satisfaction : null),
  error: ({ data }: Entry) => ('error' in data ? data.error : null),
};
