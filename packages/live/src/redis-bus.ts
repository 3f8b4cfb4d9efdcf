import type { Logger } from '@comptoir/telemetry';
import { Redis } from 'ioredis';
import type { LiveBus, LiveMessage } from './bus.ts';

/**
 * The bus between processes, on Redis publish/subscribe. A frame published while Redis is away is dropped: subscribers
 * re-read PostgreSQL when the connection is back, and now and then.
 */
export function redisBus({ url, log, prefix = 'live:' }: { url: string; log: Logger; prefix?: string }): LiveBus {
  const connect = () => {
    const redis = new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: true, retryStrategy: (n) => Math.min(n * 100, 2_000) });
    redis.on('error', (err: Error) => log.warn({ event: 'live_bus_disconnected', err: err.message }));
    return redis;
  };
  const publisher = connect();
  const subscriber = connect();
  const channels = new Map<string, Set<(messages: LiveMessage[]) => void>>();
  const reconnected = new Set<() => void>();
  let connectedBefore = false;

  subscriber.on('ready', () => {
    if (connectedBefore) reconnected.forEach((callback) => callback());
    connectedBefore = true;
  });
  subscriber.on('message', (name: string, text: string) => {
    const frame = JSON.parse(text) as LiveMessage[];
    channels.get(name.slice(prefix.length))?.forEach((onFrame) => onFrame(frame));
  });

  return {
    publish(channel, messages) {
      if (messages.length === 0) return;
      if (publisher.status !== 'ready' && connectedBefore) return;
      publisher
        .publish(prefix + channel, JSON.stringify(messages))
        .catch((err: Error) => log.warn({ event: 'live_publish_lost', channel, err: err.message }));
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
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}
