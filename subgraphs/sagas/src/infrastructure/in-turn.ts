/**
 * Collects calls while one is on its way; what came meanwhile goes together with the next. No timer: the busier it is the
 * larger the sets, and a single call waits for nothing.
 */
export function inTurn<Item, Answer>(
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
  most: number,
): (item: Item) => Promise<Answer> {
  type Waiting = { item: Item; resolve(answer: Answer): void; reject(error: unknown): void };
  const waiting: Waiting[] = [];
  let running = false;

  async function runAll(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const set = waiting.splice(0, most);
      try {
        const answers = await run(set.map(({ item }) => item));
        set.forEach(({ resolve }, i) => resolve(answers[i] as Answer));
      } catch (error) {
        set.forEach(({ reject }) => reject(error));
      }
    }
    running = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void runAll();
    });
}
