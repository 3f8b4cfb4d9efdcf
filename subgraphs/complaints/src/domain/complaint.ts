import type { ComplaintEventData, complaintStream } from '@comptoir/contracts';
import { accept, refuse, type Decision } from '@comptoir/kit';
import type { ComplaintStatus, FieldFault, Problem } from './problems.ts';

/** A complaint as its events tell it. What people wrote is sealed. */
export type Complaint = complaintStream.ComplaintFold;
export type ComplaintFact = complaintStream.ComplaintStreamEvent;
export type ComplaintDecision = Decision<ComplaintFact, Problem>;

type Resolution = NonNullable<Complaint['resolution']>;
type Settlement = NonNullable<ComplaintEventData<'ComplaintResolved'>['settlement']>;

/** Who decides, and when: never before what was decided before. */
export type By = { by: string; at: string };

/** What money or goods follow from, by a saga; it takes a sale. */
export const SETTLED: readonly Resolution[] = ['REFUND', 'REPLACEMENT', 'STORE_CREDIT'];

const factsOf = ({ number, customerId, saleId, storeId }: Complaint) => ({ number, customerId, saleId, storeId });

/** Refuses what cannot be done with a complaint that stands elsewhere; null: it can. */
function mustStand({ status }: Complaint, ...allowed: ComplaintStatus[]): { ok: false; problem: Problem } | null {
  return allowed.includes(status) ? null : refuse({ code: 'COMPLAINT_STATUS', status, allowed });
}

export function file(data: Omit<ComplaintEventData<'ComplaintFiled'>, 'filedAt'>, filedAt: string): ComplaintDecision {
  return accept({ type: 'ComplaintFiled', data: { ...data, filedAt } });
}

/** Whoever filed a complaint may be an agent: then it is for another one. */
const ownComplaint: FieldFault = {
  path: ['assigneeId'],
  message: 'Nobody attends to a complaint of their own. Give the id of another agent or admin.',
};

/** Gives the complaint to an agent, or to another one, but never to whoever filed it. Who has it already keeps it: nothing happens. */
export function assign(complaint: Complaint, assigneeId: string, { by, at }: By): ComplaintDecision {
  const refusal = mustStand(complaint, 'OPEN', 'ASSIGNED', 'IN_PROGRESS');
  if (refusal) return refusal;
  if (assigneeId === complaint.customerId) return refuse({ code: 'VALIDATION', fields: [ownComplaint] });
  if (complaint.assigneeId === assigneeId) return accept();
  const data = { ...factsOf(complaint), assigneeId, assignedBy: by, assignedAt: at };
  return accept({ type: 'ComplaintAssigned', data });
}

/** Nobody works on what nobody has. */
export function start(complaint: Complaint, { by, at }: By): ComplaintDecision {
  const refusal = mustStand(complaint, 'ASSIGNED');
  if (refusal) return refusal;
  return accept({ type: 'ComplaintStarted', data: { ...factsOf(complaint), startedBy: by, startedAt: at } });
}

export function comment(
  complaint: Complaint,
  { commentId, text }: { commentId: string; text: string | null },
  { by, at }: By,
): ComplaintDecision {
  const refusal = mustStand(complaint, 'OPEN', 'ASSIGNED', 'IN_PROGRESS', 'RESOLVED');
  if (refusal) return refusal;
  const data = { ...factsOf(complaint), commentId, text, commentedBy: by, commentedAt: at };
  return accept({ type: 'ComplaintCommented', data });
}

/** The priority that it has already changes nothing. */
export function changePriority(complaint: Complaint, to: Complaint['priority'], { by, at }: By): ComplaintDecision {
  const refusal = mustStand(complaint, 'OPEN', 'ASSIGNED', 'IN_PROGRESS', 'RESOLVED');
  if (refusal) return refusal;
  if (complaint.priority === to) return accept();
  const data = { ...factsOf(complaint), from: complaint.priority, to, changedBy: by, changedAt: at };
  return accept({ type: 'ComplaintPriorityChanged', data });
}

/** Decides. Where money or goods follow, a saga does what was decided, and closing waits for it; else it is done with the word. */
export function resolve(
  complaint: Complaint,
  { resolution, comment, settlement }: { resolution: Resolution; comment: string | null; settlement: Settlement },
  { by, at }: By,
): ComplaintDecision {
  const refusal = mustStand(complaint, 'IN_PROGRESS');
  if (refusal) return refusal;
  const isSettled = SETTLED.includes(resolution);
  if (isSettled && complaint.saleId === null) {
    const message = `A complaint about no sale cannot be resolved by ${resolution}: there is nothing to settle.`;
    return refuse({ code: 'VALIDATION', fields: [{ path: ['resolution'], message }] });
  }
  return accept({
    type: 'ComplaintResolved',
    data: {
      ...{ ...factsOf(complaint), resolution, comment, resolvedBy: by, resolvedAt: at },
      ...(isSettled ? { outcome: 'PENDING', settlement } : { outcome: 'DONE', settlement: null }),
    },
  });
}

export function close(
  complaint: Complaint,
  { satisfaction, comment }: { satisfaction: number | null; comment: string | null },
  { by, at }: By,
): ComplaintDecision {
  const refusal = mustStand(complaint, 'RESOLVED') ?? mustBeDone(complaint);
  if (refusal) return refusal;
  const data = { ...factsOf(complaint), satisfaction, comment, closedBy: by, closedAt: at };
  return accept({ type: 'ComplaintClosed', data });
}

/** The customer is not content with what was decided: whoever had it has it again. */
export function reopen(complaint: Complaint, reason: string | null, { by, at }: By): ComplaintDecision {
  const refusal = mustStand(complaint, 'RESOLVED', 'CLOSED') ?? mustBeDone(complaint);
  if (refusal) return refusal;
  return accept({ type: 'ComplaintReopened', data: { ...factsOf(complaint), reason, reopenedBy: by, reopenedAt: at } });
}

const mustBeDone = ({ resolutionOutcome }: Complaint): { ok: false; problem: Problem } | null =>
  resolutionOutcome === 'PENDING' ? refuse({ code: 'RESOLUTION_PENDING' }) : null;
