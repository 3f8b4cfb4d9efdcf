import { tidied, uuidv7 } from '@comptoir/kit';
import { close, comment, reopen } from '../../domain/complaint.ts';
import { satisfactionFaults, textFaults } from '../../domain/input-faults.ts';
import type { Outcome } from '../../domain/problems.ts';
import { mustBeTheirs, mustTakePart } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';
import { change, type Changed, type ChangeInput } from './change.ts';
import { withWords } from './words.ts';

export type CommentOnComplaintInput = ChangeInput & { text: string };
export type CloseComplaintInput = ChangeInput & { satisfaction?: number | null; comment?: string | null };
export type ReopenComplaintInput = ChangeInput & { reason?: string | null };
type Answer = Promise<Outcome<Changed>>;

/** Says something about a complaint: the customer, and those who attend to it. */
export const commentOnComplaint =
  (deps: Deps) =>
  (caller: Caller, input: CommentOnComplaintInput): Answer => {
    const text = tidied(input.text);
    const commentId = uuidv7();
    return change(deps, caller, {
      input,
      faults: textFaults('text', text, true),
      authorise: (complaint) => mustTakePart(caller.actor, complaint),
      decide: (complaint, by) =>
        withWords(deps, complaint, { path: 'text', text, boundTo: input.complaintId }, (kept) =>
          comment(complaint, { commentId, text: kept }, by),
        ),
    });
  };

/** Ends a complaint whose resolution is done. */
export const closeComplaint =
  (deps: Deps) =>
  (caller: Caller, input: CloseComplaintInput): Answer => {
    const satisfaction = input.satisfaction ?? null;
    const said = tidied(input.comment);
    return change(deps, caller, {
      input,
      faults: [...satisfactionFaults(satisfaction), ...textFaults('comment', said)],
      authorise: (complaint) => mustBeTheirs(caller.actor, complaint),
      decide: (complaint, by) =>
        withWords(deps, complaint, { path: 'comment', text: said, boundTo: input.complaintId }, (kept) =>
          close(complaint, { satisfaction, comment: kept }, by),
        ),
    });
  };

/** Begins anew with a complaint whose resolution did not satisfy. */
export const reopenComplaint =
  (deps: Deps) =>
  (caller: Caller, input: ReopenComplaintInput): Answer => {
    const reason = tidied(input.reason);
    return change(deps, caller, {
      input,
      faults: textFaults('reason', reason),
      authorise: (complaint) => mustBeTheirs(caller.actor, complaint),
      decide: (complaint, by) =>
        withWords(deps, complaint, { path: 'reason', text: reason, boundTo: input.complaintId }, (kept) =>
          reopen(complaint, kept, by),
        ),
    });
  };
