/** One field of an input that makes no sense. */
export type FieldFault = { path: string[]; message: string };

/** The refusals that this context can give. */
export type Problem =
  | { code: 'VALIDATION'; fields: FieldFault[] }
  | { code: 'NOT_FOUND'; what: 'product' | 'category' | 'store'; id: string }
  | { code: 'CONFLICT'; currentVersion: number }
  | { code: 'INSUFFICIENT_STOCK'; onHand: number; reserved: number; available: number }
  | { code: 'PRODUCT_ARCHIVED'; archivedAt: Date }
  | { code: 'STORE_CLOSED'; closedAt: Date };

/** What a use case answers: what it made, or why it refuses. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const done = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const refused = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });

/** Refuses a field whose value something else has. */
export const taken = (field: string, message: string): Problem => ({
  code: 'VALIDATION',
  fields: [{ path: [field], message }],
});

/** Whether the version that the caller saw is still the one it has. */
export function conflictOf(
  { version }: { version: number },
  expectedVersion: number | null | undefined,
): Problem | null {
  if (expectedVersion === null || expectedVersion === undefined || expectedVersion === version) return null;
  return { code: 'CONFLICT', currentVersion: version };
}
