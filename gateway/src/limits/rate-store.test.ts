import { describe, expect, it } from '@jest/globals';
import { memoryRateStore } from './rate-store.ts';

describe('rates in memory', () => {
  function setUp() {
    let now = 0;
    const store = memoryRateStore(() => new Date(now));
    return {
      take: (amount = 1, key = 'a') => store.take(key, amount, 10),
      at: (seconds: number) => (now = seconds * 1000),
    };
  }

  it('takes up to the limit, then tells how long to wait', async () => {
    const { take } = setUp();
    for (let i = 0; i < 10; i++) expect(await take()).toBe(0);
    expect(await take()).toBe(60);
    expect(await take(1, 'b')).toBe(0);
  });

  it('what was refused does not count', async () => {
    const { take } = setUp();
    expect(await take(8)).toBe(0);
    expect(await take(5)).toBeGreaterThan(0);
    expect(await take(2)).toBe(0);
  });

  it('slides: nobody has twice the limit around the turn of a minute', async () => {
    const { take, at } = setUp();
    at(59);
    expect(await take(10)).toBe(0);
    at(61);
    expect(await take(10)).toBeGreaterThan(0);
    at(90);
    expect(await take(5)).toBe(0);
    expect(await take(1)).toBeGreaterThan(0);
    at(150);
    expect(await take(7)).toBe(0);
  });

  it('the wait it tells is long enough', async () => {
    const { take, at } = setUp();
    await take(10);
    at(61);
    const wait = await take(3);
    at(61 + wait);
    expect(await take(3)).toBe(0);
  });

  it('an amount above the limit never passes', async () => {
    const { take, at } = setUp();
    expect(await take(11)).toBeGreaterThan(0);
    at(600);
    expect(await take(11)).toBeGreaterThan(0);
  });
});
