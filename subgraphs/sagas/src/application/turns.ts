import { setTimeout as wait } from 'node:timers/promises';

/** A chunk that takes longer, for a step does not answer, holds nobody up: the next begins beside it. */
const PATIENCE_MS = 250;
const LONGEST_REST_MS = 50;

/**
 * Lets one chunk at a time be taken up in a process, and rest behind it as long as it took, 50 ms at most: what comes
 * meanwhile is one chunk and shares its statements. After a pause the first begins at once. Whoever comes while
 * another waits is answered null and has nothing to do: that one will look later than now.
 */
export function createTurns(): <T>(look: () => Promise<T>) => Promise<T | null> {
  let waiting = false;
  let free: Promise<unknown> = Promise.resolve();

  async function restBehind(looking: Promise<unknown>): Promise<void> {
    const begun = performance.now();
    await looking.catch(() => undefined);
    await wait(Math.min(performance.now() - begun, LONGEST_REST_MS));
  }

  return async (look) => {
    if (waiting) return null;
    waiting = true;
    await free;
    waiting = false;
    const looking = look();
    free = Promise.race([restBehind(looking), wait(PATIENCE_MS, undefined, { ref: false })]);
    return looking;
  };
}
