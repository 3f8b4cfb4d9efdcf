import { describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { createEngineWake } from './engine-wake.ts';
import { inTurn } from './in-turn.ts';

/** A call that ends when it is told to. */
function held<T>() {
  const calls: { value: T; end(): void; fail(): void }[] = [];
  const call = (value: T) =>
    new Promise<void>((resolve, reject) =>
      calls.push({ value, end: resolve, fail: () => reject(new Error('It failed.')) }),
    );
  return { calls, call };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('calls in turn', () => {
  it('go together with those of their tick, and with what came while others were on their way', async () => {
    const { calls, call } = held<readonly number[]>();
    const double = inTurn<number, number>(async (items) => {
      await call(items);
      return items.map((item) => item * 2);
    }, 3);
    const answers = [1, 2].map((item) => double(item));
    await eventually(() => calls.length === 1);
    answers.push(...[3, 4, 5, 6].map((item) => double(item)));
    for (let set = 0; set < 3; set++) {
      await eventually(() => calls.length === set + 1);
      calls[set]?.end();
    }
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10, 12]);
    expect(calls.map(({ value }) => value)).toEqual([[1, 2], [3, 4, 5], [6]]);
  });

  it('collect a while behind a set where they are told to, and the first not at all', async () => {
    const sets: number[] = [];
    const at: number[] = [];
    const count = inTurn<number, number>(
      async (items) => {
        sets.push(items.length);
        at.push(performance.now());
        return items;
      },
      10,
      40,
    );
    await Promise.all([1, 2, 3, 4].map(count));
    // The second comes when the first would be on its way, were there no rest.
    await Promise.all([
      count(2),
      settled()
        .then(settled)
        .then(settled)
        .then(() => count(3)),
    ]);
    expect(sets).toEqual([4, 2]);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(35);
  });

  it('fail for the set that failed only', async () => {
    const { calls, call } = held<readonly string[]>();
    const ask = inTurn<string, string>(async (items) => {
      await call(items);
      return items;
    }, 10);
    const answer = (item: string) => ask(item).catch((error: Error) => error.message);
    const answers = [answer('a')];
    await eventually(() => calls.length === 1);
    answers.push(answer('b'), answer('c'));
    calls[0]?.fail();
    await eventually(() => calls.length === 2);
    calls[1]?.end();
    expect(await Promise.all(answers)).toEqual(['It failed.', 'b', 'c']);
  });

  it('fail alone where only their own answer is an error', async () => {
    const ask = inTurn<string, string>(
      async (items) => items.map((item) => (item === 'b' ? new Error('Not this one.') : item)),
      10,
    );
    const answers = ['a', 'b', 'c'].map((item) => ask(item).catch((error: Error) => error.message));
    expect(await Promise.all(answers)).toEqual(['a', 'Not this one.', 'c']);
  });
});

describe('wakes', () => {
  it('of one process share the next while one is on its way', async () => {
    const { calls, call } = held<object>();
    const failures: unknown[] = [];
    const wake = createEngineWake({ add: (async (_: string, job: object) => call(job)) as never }, (error) =>
      failures.push(error),
    );
    for (let n = 0; n < 5; n++) wake.now();
    await settled();
    expect(calls).toHaveLength(1);
    calls[0]?.fail();
    await eventually(() => calls.length === 2);
    expect(failures).toHaveLength(1);
    calls[1]?.end();
    await settled();
    wake.now();
    await eventually(() => calls.length === 3);
  });

  it('for later are planned once a moment, never early', () => {
    const delays: number[] = [];
    const add = async (_: string, __: object, { delay }: { delay: number }) => void delays.push(delay);
    const wake = createEngineWake({ add: add as never }, () => undefined);
    for (let n = 0; n < 20; n++) wake.later(1_000);
    wake.later(2_000);
    expect(delays.length).toBeLessThanOrEqual(4);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(2_026);
  });
});
