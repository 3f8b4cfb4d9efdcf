import type { Clock } from '@comptoir/kit';
import type { Logger } from '@comptoir/telemetry';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';

/** Counts per key over the last minute. */
export type RateStore = {
  /** Takes `amount` if that stays within `limit` for the minute. Answers 0 when taken, else the seconds to wait. */
  take(key: string, amount: number, limit: number): Promise<number>;
};

const WINDOW_MS = 60_000;
const REMEMBERED_KEYS = 100_000;

/**
 * The part of the last window that still counts slides out as this one goes on: a caller has `limit` in any minute, not
 * twice that around the turn of one.
 */
function used(previous: number, current: number, elapsedMs: number): number {
  return current + (previous * (WINDOW_MS - elapsedMs)) / WINDOW_MS;
}

function secondsToWait(previous: number, current: number, elapsedMs: number, amount: number, limit: number): number {
  const restOfWindow = (WINDOW_MS - elapsedMs) / 1000;
  const over = used(previous, current, elapsedMs) + amount - limit;
  const untilSlidOut =
    previous > 0 && current + amount <= limit ? (over / previous) * (WINDOW_MS / 1000) : restOfWindow;
  return Math.max(1, Math.ceil(Math.min(untilSlidOut, restOfWindow)));
}

/** Counters of this process: right for a system that is one process. */
export function memoryRateStore(clock: Clock): RateStore {
  const counters = new LRUCache<string, { window: number; previous: number; current: number }>({
    max: REMEMBERED_KEYS,
  });
  return {
    async take(key, amount, limit) {
      const now = clock().getTime();
      const window = Math.floor(now / WINDOW_MS);
      const counter = counters.get(key) ?? { window, previous: 0, current: 0 };
      if (counter.window !== window) {
        counter.previous = counter.window === window - 1 ? counter.current : 0;
        counter.current = 0;
        counter.window = window;
      }
      counters.set(key, counter);
      const elapsed = now % WINDOW_MS;
      if (used(counter.previous, counter.current, elapsed) + amount > limit)
        return secondsToWait(counter.previous, counter.current, elapsed, amount, limit);
      counter.current += amount;
      return 0;
    },
  };
}

/** KEYS: this window, the last one. ARGV: amount, limit, elapsed ms, window ms. Answers taken (1 or 0), last, this. */
const TAKE = `
local current = tonumber(redis.call('GET', KEYS[1]) or '0')
local previous = tonumber(redis.call('GET', KEYS[2]) or '0')
local amount = tonumber(ARGV[1])
if current + previous * (ARGV[4] - ARGV[3]) / ARGV[4] + amount > tonumber(ARGV[2]) then return {0, previous, current} end
redis.call('INCRBY', KEYS[1], amount)
redis.call('PEXPIRE', KEYS[1], ARGV[4] * 2)
return {1, previous, current}`;

/**
 * Counters that all gateways share. While Redis is away each gateway counts for itself: a limit is then a little
 * looser, and nobody is locked out.
 */
export function redisRateStore(redis: Redis, clock: Clock, log: Logger): RateStore {
  const fallback = memoryRateStore(clock);
  // By its hash: Redis need not be sent and told apart the text for each operation.
  redis.defineCommand('takeRate', { numberOfKeys: 2, lua: TAKE });
  const { takeRate } = redis as Redis & {
    takeRate(...args: (string | number)[]): Promise<[taken: number, previous: number, current: number]>;
  };
  return {
    async take(key, amount, limit) {
      const now = clock().getTime();
      const window = Math.floor(now / WINDOW_MS);
      const elapsed = now % WINDOW_MS;
      try {
        const keys = [`rate:{${key}}:${window}`, `rate:{${key}}:${window - 1}`];
        const [taken, previous, current] = await takeRate.call(redis, ...keys, amount, limit, elapsed, WINDOW_MS);
        return taken === 1 ? 0 : secondsToWait(previous, current, elapsed, amount, limit);
      } catch (err) {
        log.warn({ event: 'rate_limits_local', reason: (err as Error).message });
        return fallback.take(key, amount, limit);
      }
    },
  };
}
