import { expect, it } from '@jest/globals';
import { thinned } from './thinned.ts';

it.each([0, 1, 9, 10, 11, 1_000, 99_999])('of %s a few are kept, spread evenly, the last among them', (count) => {
  const few = thinned<number>(10);
  for (let n = 1; n <= count; n++) few.add(n);
  const kept = few.kept();
  expect(kept.length).toBeLessThanOrEqual(10);
  expect(kept.at(-1)).toBe(count === 0 ? undefined : count);
  if (count < 10) return void expect(kept).toHaveLength(count);
  const gaps = kept.slice(1).map((n, i) => n - (kept[i] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.ceil(count / 4));
  expect(kept.length).toBeGreaterThanOrEqual(5);
});
