import type { LiveBus, LiveMessage } from './bus.ts';

/** The bus of a system that is one process: frames go straight to the subscribers, after the current tick. */
export function memoryBus(): LiveBus {
  const channels = new Map<string, Set<(messages: LiveMessage[]) => void>>();
  return {
    publish(channel, messages) {
      if (messages.length === 0) return;
      const frame = [...messages];
      setImmediate(() => channels.get(channel)?.forEach((onFrame) => onFrame(frame)));
    },
    subscribe(channel, onFrame) {
      const subscribers = channels.get(channel) ?? new Set();
      channels.set(channel, subscribers.add(onFrame));
      return () => void subscribers.delete(onFrame);
    },
    onReconnect: () => () => undefined,
    close: async () => channels.clear(),
  };
}
