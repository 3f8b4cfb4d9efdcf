import type { Money } from '@comptoir/kit';

/** Why a wish was refused, in the words of the domain; graphql/problems.ts turns it into words for people. */
export type Problem =
  | { code: 'VALIDATION'; fields: FieldProblem[] }
  | { code: 'NOT_FOUND'; what: string; id: string }
  | { code: 'EMPTY_CART' }
  | { code: 'STORE_CLOSED'; storeId: string; storeName: string }
  | { code: 'PRICE_CHANGED'; currentTotal: Money }
  | { code: 'SAGA_NOT_CANCELLABLE'; state: string }
  | { code: 'SAGA_NOT_PARKED'; state: string };

export type FieldProblem = { path: string[]; message: string };

/** What a use case answers: its value, or why it refuses. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const done = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const refused = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });
