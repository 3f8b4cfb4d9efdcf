import type { ComplaintEvent, ComplaintEventData, ComplaintEventType } from '../events/complaints.ts';

export type ComplaintStreamEvent = ComplaintEvent<ComplaintEventType>;

/** A complaint as its events tell it. What people wrote is sealed. */
export type ComplaintFold = Pick<
  ComplaintEventData<'ComplaintFiled'>,
  | 'number'
  | 'customerId'
  | 'saleId'
  | 'storeId'
  | 'title'
  | 'description'
  | 'category'
  | 'priority'
  | 'requestedResolution'
> & {
  status: 'OPEN' | 'ASSIGNED' | 'IN_PROGRESS' | 'RESOLVED' | 'CLOSED';
  assigneeId: string | null;
  resolution: ComplaintEventData<'ComplaintResolved'>['resolution'] | null;
  /** Null while nothing is decided. */
  resolutionOutcome: 'PENDING' | 'DONE' | null;
  /** The saga that carries the resolution out, while it does. */
  settlingSagaId: string | null;
  satisfaction: number | null;
  createdAt: string;
  updatedAt: string;
  /** When what was decided last was done; null while it is not. */
  resolvedAt: string | null;
  closedAt: string | null;
  /** Counts the events of the stream. */
  version: number;
};

/** Before ComplaintFiled there is nothing. */
export const initial: ComplaintFold | null = null;

/** What is taken back where a resolution does not stand. */
const UNRESOLVED = { resolution: null, resolutionOutcome: null, settlingSagaId: null, resolvedAt: null } as const;

function file({ data }: ComplaintEvent<'ComplaintFiled'>): ComplaintFold {
  const { filedAt, ...facts } = data;
  return {
    ...facts,
    ...UNRESOLVED,
    ...{ status: 'OPEN', assigneeId: null, satisfaction: null, closedAt: null, version: 1 },
    ...{ createdAt: filedAt, updatedAt: filedAt },
  };
}

/** Folds one event into the complaint. Pure, and total: what comes before ComplaintFiled changes nothing. */
export function apply(complaint: ComplaintFold | null, event: ComplaintStreamEvent): ComplaintFold | null {
  if (event.type === 'ComplaintFiled') return file(event);
  if (!complaint) return null;
  const { status, version } = complaint;
  const move = (updatedAt: string, change: Partial<ComplaintFold> = {}): ComplaintFold => ({
    ...complaint,
    ...change,
    updatedAt,
    version: version + 1,
  });
  switch (event.type) {
    case 'ComplaintAssigned': {
      const { assigneeId, assignedAt } = event.data;
      return move(assignedAt, { assigneeId, status: status === 'OPEN' ? 'ASSIGNED' : status });
    }
    case 'ComplaintStarted':
      return move(event.data.startedAt, { status: 'IN_PROGRESS' });
    case 'ComplaintCommented':
      return move(event.data.commentedAt);
    case 'ComplaintPriorityChanged':
      return move(event.data.changedAt, { priority: event.data.to });
    case 'ComplaintResolved': {
      const { resolution, outcome, settlement, resolvedAt } = event.data;
      return move(resolvedAt, {
        ...{ status: 'RESOLVED', resolution, resolutionOutcome: outcome },
        settlingSagaId: settlement?.sagaId ?? null,
        resolvedAt: outcome === 'DONE' ? resolvedAt : null,
      });
    }
    case 'ComplaintResolutionCompleted': {
      const { completedAt } = event.data;
      return move(completedAt, { resolutionOutcome: 'DONE', settlingSagaId: null, resolvedAt: completedAt });
    }
    case 'ComplaintResolutionFailed':
      return move(event.data.failedAt, { ...UNRESOLVED, status: 'IN_PROGRESS' });
    case 'ComplaintClosed': {
      const { satisfaction, closedAt } = event.data;
      return move(closedAt, { status: 'CLOSED', satisfaction, closedAt });
    }
    case 'ComplaintReopened':
      return move(event.data.reopenedAt, {
        ...UNRESOLVED,
        ...{ status: complaint.assigneeId ? 'ASSIGNED' : 'OPEN', satisfaction: null, closedAt: null },
      });
    default:
      return event satisfies never;
  }
}
