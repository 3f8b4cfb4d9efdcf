import type { LiveBus, LiveMessage } from './bus.ts';

type Listener = { onMessage(message: LiveMessage): void; onMissed(): void };

/** One per process: shares one bus subscription a channel among all its listeners, dealt out by key. */
export type Hub = {
  /** Listens to one key of a channel, or to all of them (null). The answer stops it. */
  listen(channel: string, key: string | null, listener: Listener): () => void;
};

export function createHub(bus: LiveBus): Hub {
  const channels = new Map<string, { byKey: Map<string, Set<Listener>>; all: Set<Listener> }>();

  function attach(channel: string) {
    const existing = channels.get(channel);
    if (existing) return existing;
    const listeners = { byKey: new Map<string, Set<Listener>>(), all: new Set<Listener>() };
    channels.set(channel, listeners);
    bus.subscribe(channel, (messages) => {
      for (const message of messages) {
        listeners.byKey.get(message.key)?.forEach((listener) => listener.onMessage(message));
        listeners.all.forEach((listener) => listener.onMessage(message));
      }
    });
    bus.onReconnect(() => {
      listeners.byKey.forEach((set) => set.forEach((listener) => listener.onMissed()));
      listeners.all.forEach((listener) => listener.onMissed());
    });
    return listeners;
  }

  return {
    listen(channel, key, listener) {
      const { byKey, all } = attach(channel);
      if (key === null) {
        all.add(listener);
        return () => void all.delete(listener);
      }
      const set = byKey.get(key) ?? new Set();
      byKey.set(key, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && byKey.get(key) === set) byKey.delete(key);
      };
    },
  };
}
