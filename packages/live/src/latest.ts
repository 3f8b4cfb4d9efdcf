import type { LiveMessage } from './bus.ts';
import type { Hub } from './hub.ts';
import { createWaiter } from './waiter.ts';

export type LatestOptions<T> = {
  hub: Hub;
  channel: string;
  /** Keys to listen to; null for all. */
  keys: readonly string[] | null;
  /** What the client gets for a message; null leaves it out (not theirs to see, or filtered). */
  itemOf(message: LiveMessage): T | null | Promise<T | null>;
  /** The state of everything listened to, sent after the bus was away (what came meanwhile was missed). */
  reload?(): Promise<T[]>;
};

/** Messages of two processes may overtake each other: where they carry a `version`, that tells which is the newer. */
function isOlder({ version }: LiveMessage, waiting: LiveMessage | undefined): boolean {
  return typeof version === 'number' && typeof waiting?.version === 'number' && version < waiting.version;
}

/**
 * A state-like stream: of each key only the newest message waits, so a slow client sees fewer states but never an old
 * one, and memory is bounded by the number of keys.
 */
export function latestStream<T>({ hub, channel, keys, itemOf, reload }: LatestOptions<T>): AsyncIterableIterator<T> {
  const waiter = createWaiter();
  const waiting = new Map<string, LiveMessage>();
  let reloaded: T[] = [];
  let missed = false;
  let ended = false;
  let detach: (() => void)[] | null = null;

  const listener = {
    onMissed() {
      missed = true;
      waiter.wake();
    },
    onMessage(message: LiveMessage) {
      if (isOlder(message, waiting.get(message.key))) return;
      waiting.delete(message.key);
      waiting.set(message.key, message);
      waiter.wake();
    },
  };
  const attach = () => (keys ?? [null]).map((key) => hub.listen(channel, key, listener));

  function end(): void {
    ended = true;
    detach?.forEach((stop) => stop());
    waiting.clear();
    waiter.wake();
  }

  async function produce(): Promise<IteratorResult<T>> {
    detach ??= attach();
    while (!ended) {
      if (missed) {
        // Before the read: the bus may be lost again while it runs.
        missed = false;
        if (reload) reloaded = await reload();
      }
      const again = reloaded.shift();
      if (again) return { value: again, done: false };
      const [first] = waiting;
      if (first) {
        waiting.delete(first[0]);
        const item = await itemOf(first[1]);
        if (item !== null && !ended) return { value: item, done: false };
        continue;
      }
      await waiter.wait(60_000);
    }
    return { value: undefined, done: true };
  }

  return {
    next: produce,
    async return() {
      end();
      return { value: undefined, done: true };
    },
    async throw(error: unknown) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
