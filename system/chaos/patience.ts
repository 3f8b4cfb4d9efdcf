import { setTimeout as wait } from 'node:timers/promises';

/** A client gives up so long after its first try. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;
const NO_ANSWER_MS = 8_000;

/** Asks again until there is an answer, as a client does whose gateway, or what is behind it, is away. Null when it gave up. */
export async function patiently<T>(
  ask: () => Promise<T>,
  gaveUp: (error: unknown) => void = () => undefined,
): Promise<T | null> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await withDeadline(ask());
    } catch (error) {
      if (performance.now() > until) {
        gaveUp(error);
        return null;
      }
      await wait(PAUSE_MS + Math.random() * PAUSE_MS);
    }
  }
}

async function withDeadline<T>(answer: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = wait(NO_ANSWER_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`No answer within ${NO_ANSWER_MS} ms.`);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    late.catch(() => undefined);
    timer.abort();
  }
}
