import type { LiveMessage } from './bus.ts';
import type { Hub } from './hub.ts';
import { createWaiter } from './waiter.ts';

export type NumberedOptions<T extends { version: number }> = {
  hub: Hub;
  channel: string;
  key: string;
  /** The last version that the client has; null or undefined begins with the current state. */
  after: number | null | undefined;
  current(): Promise<T | null>;
  /** Stored items with versions above `after`, ascending, at most `limit`. */
  read(after: number, limit: number): Promise<T[]>;
  /** Items that a message carries whole; empty when it only says that something happened. */
  itemsOf(message: LiveMessage): T[];
  /** True for an item after which nothing can follow: the stream completes behind it. */
  isLast?(item: T): boolean;
  /** Milliseconds between re-reads of a silent stream (spread by half): a lost message costs at most this. */
  sweepMs?: number;
};

const BUFFERED = 1_000;
const PAGE = 500;
const ANNOUNCED_BUT_UNREADABLE_MS = 20;

/**
 * A stream that never skips and never repeats a version, over a bus that may lose, repeat and reorder messages: attach
 * first, then read what is stored; drop versions already sent, emit the next one, re-read the table on a gap, on a
 * reconnect of the bus, and now and then. The client resumes with the last version it has.
 */
export function numberedStream<T extends { version: number }>(options: NumberedOptions<T>): AsyncIterableIterator<T> {
  const { hub, channel, key, after, current, read, itemsOf, isLast, sweepMs = 20_000 } = options;
  const waiter = createWaiter();
  const ahead = new Map<number, T>();
  let next = after === null || after === undefined ? null : after + 1;
  let reread = true;
  let ended = false;
  let detach: (() => void) | null = null;

  const missed = () => {
    reread = true;
    waiter.wake();
  };
  const attach = () =>
    hub.listen(channel, key, {
      onMissed: missed,
      onMessage(message) {
        const items = itemsOf(message);
        if (items.length === 0 || ahead.size >= BUFFERED) {
          ahead.clear();
          return missed();
        }
        for (const item of items) if (next === null || item.version >= next) ahead.set(item.version, item);
        waiter.wake();
      },
    });

  function emit(item: T): IteratorResult<T> {
    next = item.version + 1;
    ahead.delete(item.version);
    if (isLast?.(item)) end();
    return { value: item, done: false };
  }

  function end(): void {
    ended = true;
    detach?.();
    ahead.clear();
    waiter.wake();
  }

  async function readAhead(from: number): Promise<boolean> {
    let expected = from;
    for (const item of await read(from - 1, PAGE)) {
      if (item.version !== expected) break;
      ahead.set(expected++, item);
    }
    // Behind a full page there may be more, and nobody announces what was stored long ago.
    if (expected - from === PAGE) reread = true;
    return expected > from;
  }

  async function produce(): Promise<IteratorResult<T>> {
    detach ??= attach();
    if (next === null && !ended) {
      // Before the read: what is announced while it runs may be newer than what it sees.
      reread = false;
      const item = await current();
      for (const version of ahead.keys()) if (version <= (item?.version ?? 0)) ahead.delete(version);
      if (item) return emit(item);
      next = 1;
    }
    while (!ended && next !== null) {
      const item = ahead.get(next);
      if (item) return emit(item);
      const gap = ahead.size > 0;
      if (reread || gap) {
        reread = false;
        if (await readAhead(next)) continue;
        if (gap) {
          // A later version was announced and this one cannot be read yet: its commit is on the way.
          await waiter.wait(ANNOUNCED_BUT_UNREADABLE_MS);
          continue;
        }
      }
      if (ended || ahead.size > 0 || reread) continue;
      if (!(await waiter.wait(sweepMs * (0.75 + Math.random() / 2)))) reread = true;
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
