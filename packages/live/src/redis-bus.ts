import type { Logger } from '@comptoir/telemetry';
import { Redis } from 'ioredis';
import type { LiveBus, LiveMessage } from './bus.ts';

/** A frame of nothing: its sender had lost others on this channel. */
const MISSED = '[]';

/**
 * The bus between processes, on Redis publish/subscribe. A frame published while Redis is away is dropped: subscribers
 * re-read PostgreSQL when their connection is back, when the sender's is, and now and then.
 */
export function redisBus({ url, log, prefix = 'live:' }: { url: string; log: Logger; prefix?: string }): LiveBus {
  const connect = () => {
    const redis = new Redis(url, {
      maxRetriesPerRequest: 0,
      enableOfflineQueue: true,
      // What was asked for while Redis was away is not known to the client: see `ready` below.
      autoResubscribe: false,
      retryStrategy: (n) => Math.min(n * 100, 2_000),
    });
    redis.on('error', (err: Error) => log.warn({ event: 'live_bus_disconnected', err: err.message }));
    return redis;
  };
  const publisher = connect();
  const subscriber = connect();
  const channels = new Map<string, Set<(messages: LiveMessage[]) => void>>();
  const reconnected = new Set<() => void>();
  const outgoing = new Map<string, LiveMessage[]>();
  const lostOn = new Set<string>();
  let connectedBefore = false;

  /** Asks for every channel again, then tells that something may have been missed. */
  async function resubscribe(): Promise<void> {
    const names = [...channels.keys()].map((channel) => prefix + channel);
    if (names.length > 0) await subscriber.subscribe(...names);
    reconnected.forEach((callback) => callback());
  }
  subscriber.on('ready', () => {
    connectedBefore = true;
    resubscribe().catch((err: Error) => log.warn({ event: 'live_subscribe_delayed', err: err.message }));
  });
  // Who subscribes may have been connected again before this sender was, and have re-read too early.
  publisher.on('ready', () => {
    const told = [...lostOn];
    lostOn.clear();
    for (const channel of told) publisher.publish(prefix + channel, MISSED).catch(() => lostOn.add(channel));
  });
  subscriber.on('message', (name: string, text: string) => {
    if (text === MISSED) return reconnected.forEach((callback) => callback());
    const frame = JSON.parse(text) as LiveMessage[];
    channels.get(name.slice(prefix.length))?.forEach((onFrame) => onFrame(frame));
  });

  /** What was published in one turn of the event loop: one frame a channel, all in one write. */
  function flush(): void {
    if (outgoing.size === 0) return;
    const frames = [...outgoing];
    outgoing.clear();
    const lost = (err?: Error) => {
      for (const [channel] of frames) lostOn.add(channel);
      const level = err ? 'warn' : 'debug';
      log[level]({ event: 'live_publish_lost', channels: frames.map(([channel]) => channel), err: err?.message });
    };
    if (publisher.status !== 'ready' && connectedBefore) return lost();
    const pipeline = publisher.pipeline();
    for (const [channel, messages] of frames) pipeline.publish(prefix + channel, JSON.stringify(messages));
    pipeline.exec().then((answers) => answers?.forEach(([err]) => err && lost(err)), lost);
  }

  return {
    publish(channel, messages) {
      if (messages.length === 0) return;
      if (outgoing.size === 0) setImmediate(flush);
      const waiting = outgoing.get(channel);
      if (waiting) waiting.push(...messages);
      else outgoing.set(channel, [...messages]);
    },
    subscribe(channel, onFrame) {
      let subscribers = channels.get(channel);
      if (!subscribers) {
        channels.set(channel, (subscribers = new Set()));
        subscriber
          .subscribe(prefix + channel)
          .catch((err: Error) => log.warn({ event: 'live_subscribe_delayed', channel, err: err.message }));
      }
      subscribers.add(onFrame);
      return () => void subscribers.delete(onFrame);
    },
    onReconnect(callback) {
      reconnected.add(callback);
      return () => void reconnected.delete(callback);
    },
    async close() {
      flush();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}
