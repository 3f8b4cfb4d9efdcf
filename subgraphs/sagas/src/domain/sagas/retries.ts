import type { RetryPolicy } from '../saga.ts';

/** For steps: some ten seconds of asking, unless the deadline of the step comes before. */
export const patient: RetryPolicy = { firstMs: 50, factor: 2, capMs: 2_000, attempts: 10 };

/** For what takes back or ends: a minute and a half of asking. */
export const untilAPersonLooks: RetryPolicy = { firstMs: 100, factor: 2, capMs: 5_000, attempts: 20 };
