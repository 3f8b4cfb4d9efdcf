import type { RetryPolicy } from './saga.ts';

const JITTER = 0.2;

/** Milliseconds before the next try, after `attempts` that gave no answer: exponential, capped, spread by a fifth either way. */
export function backoffMs({ firstMs, factor, capMs }: RetryPolicy, attempts: number, random: () => number): number {
  const plain = Math.min(capMs, firstMs * factor ** (attempts - 1));
  return Math.round(plain * (1 - JITTER + 2 * JITTER * random()));
}
