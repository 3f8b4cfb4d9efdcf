import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@comptoir/telemetry';
import { Redis } from 'ioredis';
import { redisRateStore } from '../src/limits/rate-store.ts';

const url = process.env.TEST_REDIS_URL;
const log = createLogger('test', 'silent');

describe('rates without Redis', () => {
  it('are counted by the gateway itself', async () => {
    const redis = new Redis('redis://127.0.0.1:1', {
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      retryStrategy: () => null,
    });
    redis.on('error', () => undefined);
    const store = redisRateStore(redis, () => new Date(0), log);
    expect(await store.take('a', 2, 2)).toBe(0);
    expect(await store.take('a', 1, 2)).toBe(60);
    // It gives up by itself. Told to disconnect after that, it would wait two seconds for a socket that is closed already.
  });
});

(url ? describe : describe.skip)('rates in Redis', () => {
  const redis = new Redis(url ?? '', { lazyConnect: true, enableAutoPipelining: true });
  afterAll(() => redis.disconnect());

  it('are shared by all gateways, slide, and expire', async () => {
    const key = randomUUID();
    let now = 59_000;
    const clock = () => new Date(now);
    const [one, other] = [redisRateStore(redis, clock, log), redisRateStore(redis, clock, log)];
    expect(await one.take(key, 6, 10)).toBe(0);
    expect(await other.take(key, 4, 10)).toBe(0);
    expect(await one.take(key, 1, 10)).toBe(1);
    now = 61_000;
    expect(await other.take(key, 10, 10)).toBeGreaterThan(0);
    now = 90_000;
    expect(await one.take(key, 5, 10)).toBe(0);
    expect(await redis.pttl(`rate:{${key}}:1`)).toBeGreaterThan(0);
  });

  it('never passes more than the limit, however many ask at once', async () => {
    const key = randomUUID();
    const store = redisRateStore(redis, () => new Date(0), log);
    const answers = await Promise.all(Array.from({ length: 50 }, () => store.take(key, 1, 20)));
    expect(answers.filter((seconds) => seconds === 0)).toHaveLength(20);
  });
});
