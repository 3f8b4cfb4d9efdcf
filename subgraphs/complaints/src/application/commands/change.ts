import { setTimeout as pause } from 'node:timers/promises';
import { complaintStream } from '@comptoir/contracts';
import { isUuid } from '@comptoir/kit';
import type { By, Complaint, ComplaintDecision } from '../../domain/complaint.ts';
import { done, refused, type FieldFault, type Outcome, type Problem } from '../../domain/problems.ts';
import type { Caller, Deps, Origin, StoredFact } from '../ports.ts';

/** A complaint as it stands behind a command, and the position of its last event: what lists can be asked to wait for. */
export type Changed = { id: string; complaint: Complaint; position: number };

export type ChangeInput = { complaintId: string; expectedVersion?: number | null };

export type Change = {
  input: ChangeInput;
  faults?: FieldFault[];
  /** Throws what the person is told who may not do this; answers who it is. */
  authorise(complaint: Complaint | null): string;
  decide(complaint: Complaint, by: By): ComplaintDecision | Promise<ComplaintDecision>;
};

/** Whoever was outrun so often is told so: many may say something at once, and one of them is first each time. */
const TRIES = 30;
/** Between two tries, longer each time and never the same, so that those who are outrun do not meet again. */
const PAUSE_MS = 5;

/** Loads, folds, decides, appends. Where somebody else was first, it is decided again upon what is there then. */
export async function change(deps: Deps, caller: Caller, wanted: Change): Promise<Outcome<Changed>> {
  const { complaintId: id, expectedVersion } = wanted.input;
  const { faults = [], authorise, decide } = wanted;
  authorise(null);
  if (faults.length > 0) return refused({ code: 'VALIDATION', fields: faults });
  let version = 0;
  for (let tries = 0; tries < TRIES; tries++) {
    const known = isUuid(id) ? ((await deps.store.load([id])).get(id) ?? []) : [];
    const complaint = foldOf(known);
    const last = known.at(-1);
    if (!complaint || !last) return refused({ code: 'NOT_FOUND', what: 'complaint', id });
    const userId = authorise(complaint);
    const conflict = conflictOf(complaint.version, expectedVersion);
    if (conflict) return refused(conflict);
    const decision = await decide(complaint, { by: userId, at: momentBehind(complaint.updatedAt) });
    if (!decision.ok) return decision;
    if (decision.events.length === 0) return done({ id, complaint, position: last.position });
    const written = await deps.store.append(id, complaint.version, decision.events, originOf(caller, userId));
    if (written) return done(told(deps, id, [...known, ...written], written));
    version = complaint.version + 1;
    await pause(Math.random() * PAUSE_MS * tries);
  }
  return refused({ code: 'CONFLICT', currentVersion: version });
}

/** What is committed is told to everybody. */
export function told(
  { announce, telemetry }: Deps,
  id: string,
  facts: readonly StoredFact[],
  news: readonly StoredFact[],
): Changed {
  const complaint = foldOf(facts);
  const last = facts.at(-1);
  if (!complaint || !last) throw new Error(`Complaint ${id} was written and cannot be folded.`);
  announce(id, facts);
  for (const { type } of news) telemetry.complaintChanged(id, type, complaint);
  return { id, complaint, position: last.position };
}

export const foldOf = (facts: readonly StoredFact[]): Complaint | null =>
  facts.reduce(complaintStream.apply, complaintStream.initial);

export function conflictOf(currentVersion: number, expectedVersion: number | null | undefined): Problem | null {
  const asSeen = expectedVersion === null || expectedVersion === undefined || expectedVersion === currentVersion;
  return asSeen ? null : { code: 'CONFLICT', currentVersion };
}

export const originOf = ({ trace }: Caller, userId: string): Origin => ({
  correlationId: trace.correlationId,
  traceparent: trace.traceparent,
  userId,
});

/** Now, but never before the moment of the change before: clocks of two processes differ. */
export const momentBehind = (before: string): string =>
  new Date(Math.max(Date.now(), Date.parse(before))).toISOString();
