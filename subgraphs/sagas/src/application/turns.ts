import { setTimeout as wait } from 'node:timers/promises';

/** A chunk that takes longer, for a step does not answer, holds nobody up: the next begins beside it. */
const PATIENCE_MS = 250;
const LONGEST_REST_MS = 50;

/** So many sagas in a chunk say that more are coming; behind fewer the rest is as much shorter. */
const BUSY_CHUNK = 8;

/** How many sagas a look took up. */
type Taken = { claimed: number };

/**
 * Lets one chunk at a time be taken up in a process, and rest behind it as long as it took, 50 ms at most: what comes
 * meanwhile is one chunk and shares its statements. In a quiet shop there is nothing to share, so hardly any rest; behind a
 * full chunk more is waiting already, so there is none, and two are in hand at once: one decides while the other is being
 * written. Whoever comes while another waits is answered null and has nothing to do: that one will look later than now.
 */
export function createTurns(full: number): <T extends Taken>(look: () => Promise<T>) => Promise<T | null> {
  let waiting = false;
  let isBacklog = false;
  let last: Promise<unknown> = Promise.resolve();
  let free: Promise<unknown> = Promise.resolve();

  async function restBehind(looking: Promise<Taken>): Promise<void> {
    const begun = performance.now();
    const { claimed } = await looking.catch(() => ({ claimed: BUSY_CHUNK }));
    isBacklog = claimed >= full;
    const share = isBacklog ? 0 : Math.min(claimed / BUSY_CHUNK, 1);
    await wait(Math.min(performance.now() - begun, LONGEST_REST_MS) * share);
  }

  return async (look) => {
    if (waiting) return null;
    waiting = true;
    await free;
    waiting = false;
    const looking = look();
    const rested = restBehind(looking);
    free = Promise.race([rested, wait(PATIENCE_MS, undefined, { ref: false }), ...(isBacklog ? [last] : [])]);
    last = rested;
    return looking;
  };
}
