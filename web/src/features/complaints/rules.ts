import type { ComplaintResolutionOutcome, ComplaintStatus, UserRole } from '../../__generated__/operations.ts';

/** Whether somebody still has to decide. */
export const isOpen = (status: ComplaintStatus): boolean =>
  status === 'OPEN' || status === 'ASSIGNED' || status === 'IN_PROGRESS';

export type Standing = {
  status: ComplaintStatus;
  resolutionOutcome: ComplaintResolutionOutcome | null;
  customer: { id: string } | null;
  assignee: { id: string } | null;
};

export type Deeds = Record<
  'comment' | 'close' | 'reopen' | 'take' | 'give' | 'start' | 'prioritise' | 'resolve',
  boolean
>;

/** What this person can do about a complaint as it stands. The server decides; this is so that no button is offered in vain. */
export function deedsOf(
  { status, resolutionOutcome, customer, assignee }: Standing,
  { id, role }: { id: string; role: UserRole },
): Deeds {
  const own = customer?.id === id;
  const attends = role === 'AGENT' || role === 'ADMIN';
  const ends = own || role === 'ADMIN';
  const settled = resolutionOutcome !== 'PENDING';
  return {
    comment: (own || attends) && status !== 'CLOSED',
    close: ends && status === 'RESOLVED' && settled,
    reopen: ends && (status === 'RESOLVED' || status === 'CLOSED') && settled,
    take: attends && isOpen(status) && assignee?.id !== id,
    // Admins alone can read who the agents are.
    give: role === 'ADMIN' && isOpen(status),
    start: attends && status === 'ASSIGNED',
    prioritise: attends && !own && status !== 'CLOSED',
    resolve: attends && status === 'IN_PROGRESS',
  };
}
