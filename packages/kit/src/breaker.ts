import type { Clock } from './clock.ts';

export type Breaker = {
  /** False while the circuit is open: do not even try. */
  allows(): boolean;
  succeeded(): void;
  failed(): void;
};

/**
 * A circuit breaker: after `threshold` failures in a row it refuses at once for `openMs`, then lets one try through at a
 * time; the first success closes it.
 */
export function createBreaker({
  threshold = 5,
  openMs = 1_000,
  clock,
}: {
  threshold?: number;
  openMs?: number;
  clock: Clock;
}): Breaker {
  let failures = 0;
  let retryAt = 0;
  return {
    allows() {
      if (failures < threshold) return true;
      const now = clock().getTime();
      if (now < retryAt) return false;
      retryAt = now + openMs;
      return true;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures++;
      if (failures >= threshold) retryAt = clock().getTime() + openMs;
    },
  };
}
