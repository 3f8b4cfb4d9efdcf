import type { complaintStream } from '@comptoir/contracts';

export type ComplaintStatus = complaintStream.ComplaintFold['status'];

/** One field of an input that makes no sense. */
export type FieldFault = { path: string[]; message: string };

/** The refusals that this context can give. */
export type Problem =
  | { code: 'VALIDATION'; fields: FieldFault[] }
  | { code: 'NOT_FOUND'; what: 'complaint' | 'sale'; id: string }
  | { code: 'CONFLICT'; currentVersion: number }
  | { code: 'COMPLAINT_STATUS'; status: ComplaintStatus; allowed: ComplaintStatus[] }
  | { code: 'RESOLUTION_PENDING' };

/** What a use case answers: what it made, or why it refuses. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const done = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const refused = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });
