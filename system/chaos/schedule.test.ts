import { describe, expect, it } from '@jest/globals';
import { BOUNDED_SEEDS } from './bounded.ts';
import { BREAKS, notices } from './breaks.ts';
import { ruleNames } from './checks/index.ts';
import { nameOf, planSchedule } from './schedule.ts';

describe('the schedules of the bounded form', () => {
  const [plain, hard] = BOUNDED_SEEDS.map((seed) => planSchedule(seed));

  it('are one with plenty of stock, and one short of it on an empty database by wrong clocks', () => {
    expect(plain).toMatchObject({ empty: false, clockMs: 0 });
    expect(Math.min(...(plain?.stock ?? []))).toBeGreaterThanOrEqual(80);
    expect(hard).toMatchObject({ empty: true, clockMs: -3_600_000 });
    expect(Math.max(...(hard?.stock ?? []))).toBeLessThanOrEqual(30);
  });

  it('contain these accidents', () => {
    const accidents = [plain, hard].flatMap((schedule) => schedule?.faults.map(nameOf) ?? []);
    expect([...new Set(accidents)].sort()).toEqual([
      'catalog killed',
      'gateway killed',
      'postgres killed',
      'postgres session killed',
      'redis lost',
      'redis-pause',
      'sales killed',
      'worker-sagas killed',
      'worker-sagas-2 paused',
    ]);
  });
});

describe('a break', () => {
  it.each(Object.entries(BREAKS))('%s violates rules that there are', (_, { violates }) => {
    expect(violates.length).toBeGreaterThan(0);
    expect(violates.filter((rule) => !ruleNames.includes(rule))).toEqual([]);
  });

  it('is noticed by its own rules only, whatever else is late or amiss', () => {
    const late = ['No: the end of every saga within 90000 ms', 'npm run reconcile: MONEY_WITHOUT_SALE'];
    expect(notices('no-payback', [...late, 'audit: event 7 of sales is not in the audit store'])).toBe(false);
    const own = 'sales: what is sold is captured once, and what is captured is sold: sale 7 is CANCELLED';
    expect(notices('no-payback', [...late, own])).toBe(true);
    expect(notices('no-horizon', [own])).toBe(false);
  });
});
