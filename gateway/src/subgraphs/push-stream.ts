/** Values waiting for a reader before the stream gives up: an upstream socket carries many streams and cannot be slowed. */
const LARGEST_QUEUE = 1_000;

/** The reader was too slow for what was pushed: nothing is dropped silently, the stream ends with this. */
export class StreamOverflow extends Error {
  override name = 'StreamOverflow';
}

/**
 * Turns pushed values into an async iterator. `onReturn` is called once when the reader leaves. Of values with the same
 * key only the newest waits; a value without key is never replaced.
 */
export function pushStream<T>(onReturn: () => void, keyOf: (value: T) => string | null = () => null) {
  const waiting = new Map<string | number, T>();
  let count = 0;
  let reader: { resolve(result: IteratorResult<T>): void; reject(error: Error): void } | null = null;
  let ended: { error?: Error } | null = null;
  let left = false;

  const done = (): IteratorResult<T> => ({ value: undefined, done: true });

  function end(error?: Error): void {
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
    waiting.clear();
    const finished = ended !== null;
    end();
    if (!finished) onReturn();
  }

  const iterator: AsyncIterableIterator<T> = {
    next() {
      const [first] = waiting;
      if (first) {
        waiting.delete(first[0]);
        return Promise.resolve({ value: first[1], done: false });
      }
      if (ended) {
        const { error } = ended;
        ended = {};
        return error === undefined ? Promise.resolve(done()) : Promise.reject(error);
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

  function enqueue(value: T): void {
    const key = keyOf(value) ?? count++;
    waiting.delete(key);
    waiting.set(key, value);
    if (waiting.size <= LARGEST_QUEUE) return;
    waiting.clear();
    onReturn();
    end(new StreamOverflow(`More than ${LARGEST_QUEUE} messages wait for a slow reader.`));
  }

  return {
    iterator,
    push(value: T): void {
      if (ended) return;
      if (!reader) return enqueue(value);
      const asking = reader;
      reader = null;
      asking.resolve({ value, done: false });
    },
    end: () => end(),
    fail: (error: Error) => end(error),
  };
}
