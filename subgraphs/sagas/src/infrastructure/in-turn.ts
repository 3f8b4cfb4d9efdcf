import { setImmediate as endOfTick, setTimeout as wait } from 'node:timers/promises';

/** So many calls in a set say that more are coming. */
const BUSY_SET = 4;

/**
 * Collects calls while one is on its way; what came meanwhile, or in the same tick, goes together. The busier it is the
 * larger the sets. An answer that is an Error fails its call alone. With `restMs` the next set is collected so long behind
 * each, less behind a small one; a call that finds nothing on its way waits for nothing.
 */
export function inTurn<Item, Answer>(
  run: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>,
  most: number,
  restMs = 0,
): (item: Item) => Promise<Answer> {
  type Waiting = { item: Item; resolve(answer: Answer): void; reject(error: unknown): void };
  const waiting: Waiting[] = [];
  let running = false;

  async function runAll(): Promise<void> {
    running = true;
    await endOfTick();
    while (waiting.length > 0) {
      const set = waiting.splice(0, most);
      try {
        const answers = await run(set.map(({ item }) => item));
        set.forEach(({ resolve, reject }, i) => {
          const answer = answers[i];
          if (answer instanceof Error) reject(answer);
          else resolve(answer as Answer);
        });
      } catch (error) {
        set.forEach(({ reject }) => reject(error));
      }
      if (restMs > 0 && waiting.length < most) await wait(restMs * Math.min(set.length / BUSY_SET, 1));
    }
    running = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void runAll();
    });
}
