import { setTimeout as wait } from 'node:timers/promises';

/**
 * Polls until `check` answers something other than undefined, null or false, and returns that. Throws when the deadline
 * passes, with the last error of the check: instead of sleeps in tests.
 */
export async function eventually<T>(
  check: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  { within = 10_000, every = 20, what = 'the condition' }: { within?: number; every?: number; what?: string } = {},
): Promise<T> {
  const deadline = Date.now() + within;
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`${what} did not come true within ${within} ms`, { cause: last });
    await wait(every);
  }
}
