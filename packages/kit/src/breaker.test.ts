import { describe, expect, it } from '@jest/globals';
import { createBreaker } from './breaker.ts';

describe('a circuit breaker', () => {
  function setUp() {
    let now = 0;
    return {
      breaker: createBreaker({ threshold: 3, openMs: 100, clock: () => new Date(now) }),
      advance: (ms: number) => (now += ms),
    };
  }

  it('opens after so many failures in a row, not fewer', () => {
    const { breaker } = setUp();
    breaker.failed();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    breaker.failed();
    expect(breaker.allows()).toBe(true);
    breaker.failed();
    expect(breaker.allows()).toBe(false);
  });

  it('lets one try through at a time, and closes with the first success', () => {
    const { breaker, advance } = setUp();
    for (let i = 0; i < 3; i++) breaker.failed();
    advance(100);
    expect([breaker.allows(), breaker.allows()]).toEqual([true, false]);
    breaker.failed();
    expect(breaker.allows()).toBe(false);
    advance(100);
    expect(breaker.allows()).toBe(true);
    breaker.succeeded();
    expect([breaker.allows(), breaker.allows()]).toEqual([true, true]);
  });
});
