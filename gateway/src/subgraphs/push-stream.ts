/** Values waiting for a reader before the stream gives up: an upstream socket carries many streams and cannot be slowed. */
const LARGEST_QUEUE = 1_000;

/** The reader was too slow for what was pushed: nothing is dropped silently, the stream ends with this. */
export class StreamOverflow extends Error {
  override name = 'StreamOverflow';
}

/** Turns pushed values into an async iterator. `onReturn` is called once when the reader leaves. */
export function pushStream<T>(onReturn: () => void) {
  const waiting: T[] = [];
  let reader: { resolve(result: IteratorResult<T>): void; reject(error: unknown): void } | null = null;
  let ended: { error?: unknown } | null = null;
  let left = false;

  const done = (): IteratorResult<T> => ({ value: undefined, done: true });

  function end(error?: unknown): void {
    if (ended) return;
    ended = error === undefined ? {} : { error };
    const asking = reader;
    reader = null;
    if (!asking) return;
    if (error === undefined) asking.resolve(done());
    else asking.reject(error);
  }

  function leave(): void {
    if (left) return;
    left = true;
    waiting.length = 0;
    const finished = ended !== null;
    end();
    if (!finished) onReturn();
  }

  const iterator: AsyncIterableIterator<T> = {
    next() {
      const value = waiting.shift();
      if (value !== undefined) return Promise.resolve({ value, done: false });
      if (ended) {
        const { error } = ended;
        ended = {};
        return error === undefined ? Promise.resolve(done()) : Promise.reject(error as Error);
      }
      return new Promise((resolve, reject) => (reader = { resolve, reject }));
    },
    async return() {
      leave();
      return done();
    },
    async throw(error: unknown) {
      leave();
      throw error;
    },
    [Symbol.asyncIterator]: () => iterator,
  };

  return {
    iterator,
    push(value: T): void {
      if (ended) return;
      if (reader) {
        const asking = reader;
        reader = null;
        asking.resolve({ value, done: false });
      } else if (waiting.length >= LARGEST_QUEUE) {
        waiting.length = 0;
        onReturn();
        end(new StreamOverflow(`More than ${LARGEST_QUEUE} messages wait for a slow reader.`));
      } else waiting.push(value);
    },
    end: () => end(),
    fail: (error: unknown) => end(error),
  };
}
