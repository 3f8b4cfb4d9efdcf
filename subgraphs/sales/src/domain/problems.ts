import type { RefundStatus } from './refund.ts';
import type { SaleStatus } from './sale.ts';

/** One field of an input that makes no sense. */
export type FieldFault = { path: string[]; message: string };

/** A line of which more was asked for than is left, and how many units other refunds hold. */
export type Excess = {
  saleLineId: string;
  productName: string;
  requested: number;
  refundable: number;
  held: number;
};

/** The refusals that this context can give. */
export type Problem =
  | { code: 'VALIDATION'; fields: FieldFault[] }
  | { code: 'NOT_FOUND'; what: 'sale' | 'line of this sale' | 'refund'; id: string }
  | { code: 'CONFLICT'; currentVersion: number }
  | { code: 'SALE_NOT_REFUNDABLE'; status: SaleStatus }
  | { code: 'EXCEEDS_REFUNDABLE'; lines: Excess[] }
  | { code: 'NOTHING_TO_REFUND' }
  | { code: 'REFUND_ALREADY_DECIDED'; status: RefundStatus };

/** What a use case answers: what it made, or why it refuses. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const done = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const refused = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });

/** Whether the version that the caller saw is still the one it has. */
export function conflictOf(
  { version }: { version: number },
  expectedVersion: number | null | undefined,
): Problem | null {
  if (expectedVersion === null || expectedVersion === undefined || expectedVersion === version) return null;
  return { code: 'CONFLICT', currentVersion: version };
}
