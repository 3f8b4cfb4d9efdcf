/** One field of an input that makes no sense. */
export type FieldFault = { path: string[]; message: string };

/** The refusals that this context can give. */
export type Problem =
  | { code: 'VALIDATION'; fields: FieldFault[] }
  | { code: 'NOT_FOUND'; what: 'user' | 'API key'; id: string }
  | { code: 'CONFLICT'; currentVersion: number }
  | { code: 'USERNAME_TAKEN'; username: string }
  | { code: 'EMAIL_TAKEN' }
  | { code: 'INVALID_CREDENTIALS' }
  | { code: 'ACCOUNT_SUSPENDED' }
  | { code: 'SESSION_ENDED' }
  | { code: 'WRONG_PASSWORD' }
  | { code: 'LAST_ADMIN' };

/** What a use case answers: what it made, or why it refuses. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const done = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const refused = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });
