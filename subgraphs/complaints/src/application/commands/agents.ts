import type { RoleAnswer } from '@comptoir/contracts';
import { isUuid, refuse, tidied, uuidv7 } from '@comptoir/kit';
import { assign, changePriority, resolve, start, type Complaint } from '../../domain/complaint.ts';
import { lineFaults, notAttending, textFaults, type LineWish } from '../../domain/input-faults.ts';
import type { Outcome } from '../../domain/problems.ts';
import { asked } from '../asked.ts';
import { attends, mustAttend, mustAttendToAnother } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';
import { change, type Changed, type ChangeInput } from './change.ts';
import { withWords } from './words.ts';

export type AssignComplaintInput = ChangeInput & { assigneeId?: string | null };
export type ChangePriorityInput = ChangeInput & { priority: Complaint['priority'] };
export type ResolveComplaintInput = ChangeInput & {
  resolution: NonNullable<Complaint['resolution']>;
  comment?: string | null;
  lines?: readonly LineWish[] | null;
};
type Answer = Promise<Outcome<Changed>>;

/** Gives a complaint to an agent; to oneself unless said. */
export const assignComplaint =
  (deps: Deps) =>
  (caller: Caller, input: AssignComplaintInput): Answer =>
    change(deps, caller, {
      input,
      authorise: () => mustAttend(caller.actor),
      async decide(complaint, by) {
        const assigneeId = input.assigneeId?.toLowerCase() ?? by.by;
        const decision = assign(complaint, assigneeId, by);
        const isGiven = decision.ok && decision.events.length > 0 && assigneeId !== by.by;
        if (!isGiven || attends(await roleOf(deps, assigneeId))) return decision;
        return refuse({ code: 'VALIDATION', fields: [notAttending(assigneeId)] });
      },
    });

const roleOf = async ({ roleOf, telemetry }: Deps, userId: string): Promise<RoleAnswer> =>
  isUuid(userId) ? asked('users', telemetry, () => roleOf({ userId })) : null;

/** Work on a complaint begins. */
export const startComplaint =
  (deps: Deps) =>
  (caller: Caller, input: ChangeInput): Answer =>
    change(deps, caller, {
      input,
      authorise: (complaint) => mustAttendToAnother(caller.actor, complaint),
      decide: start,
    });

/** Says how urgent a complaint is. */
export const changeComplaintPriority =
  (deps: Deps) =>
  (caller: Caller, input: ChangePriorityInput): Answer =>
    change(deps, caller, {
      input,
      authorise: (complaint) => mustAttendToAnother(caller.actor, complaint),
      decide: (complaint, by) => changePriority(complaint, input.priority, by),
    });

/** Decides a complaint. All ids of what follows are drawn here, so that it follows once. */
export const resolveComplaint =
  (deps: Deps) =>
  (caller: Caller, input: ResolveComplaintInput): Answer => {
    const { complaintId, resolution } = input;
    const comment = tidied(input.comment);
    const lines = input.lines ?? [];
    const settlement = { sagaId: uuidv7(), settlementId: uuidv7(), lines: addedUp(lines) };
    return change(deps, caller, {
      input,
      faults: [...textFaults('comment', comment), ...lineFaults(resolution, lines, isUuid)],
      authorise: (complaint) => mustAttendToAnother(caller.actor, complaint),
      decide: (complaint, by) =>
        withWords(deps, complaint, { path: 'comment', text: comment, boundTo: complaintId }, (kept) =>
          resolve(complaint, { resolution, comment: kept, settlement }, by),
        ),
    });
  };

/** A line that is named twice is added up. */
function addedUp(lines: readonly LineWish[]): LineWish[] {
  const wished = new Map<string, number>();
  for (const { saleLineId, quantity } of lines) wished.set(saleLineId, (wished.get(saleLineId) ?? 0) + quantity);
  return [...wished].map(([saleLineId, quantity]) => ({ saleLineId, quantity }));
}
