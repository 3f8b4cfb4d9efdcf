import { afterEach, expect, it, jest } from '@jest/globals';
import { createCalls, type CallsOptions } from './calls.ts';

let time = 0;
let open: { close(): void }[] = [];
afterEach(() => {
  for (const calls of open) calls.close();
  [time, open] = [0, []];
});

/** Calls whose questions are answered by hand. */
function callsOf(options: Partial<CallsOptions> = {}) {
  const calls = createCalls({ atOnce: 2, clock: () => new Date(time), ...options });
  const failures: string[] = [];
  const asked: { name: string; answer(text?: string): void; fail(reason: string): void }[] = [];
  const ask = (name: string) =>
    calls.ask<string>(
      name,
      (signal) =>
        new Promise((resolve, reject) => {
          asked.push({ name, answer: resolve, fail: (reason) => reject(new Error(reason)) });
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      (error) => failures.push((error as Error).message),
    );
  open.push(calls);
  return { calls, asked, failures, ask, names: () => asked.map(({ name }) => name) };
}

it('asks once under a name, and whoever comes meanwhile hears the same answer', async () => {
  const { ask, asked, names } = callsOf();
  const both = [ask('a'), ask('a')];
  asked[0]?.answer('yes');
  expect(await Promise.all(both)).toEqual(['yes', 'yes']);
  expect(names()).toEqual(['a']);
});

it('keeps an answer that nobody has heard for who asks next, and for no other', async () => {
  const { calls, ask, asked, names } = callsOf();
  const late = ask('a');
  asked[0]?.answer('yes');
  await late;
  expect(await ask('a')).toBe('yes');
  void ask('a');
  expect(names()).toEqual(['a', 'a']);
  asked[1]?.answer('again');
  await ask('a');
  calls.heard('a');
  expect(calls.take('a')).toBeUndefined();
});

it('forgets an answer that nobody asks for', async () => {
  const { calls, ask, asked } = callsOf();
  for (const name of ['old', 'new']) {
    const answer = ask(name);
    asked.at(-1)?.answer(name);
    await answer;
    time += 20_000;
  }
  expect([calls.take('old'), calls.take('new')]).toEqual([undefined, 'new']);
});

it('keeps no more answers than it may, the newest', async () => {
  const { calls, ask, asked } = callsOf({ most: 2 });
  for (const name of ['a', 'b', 'c']) {
    const answer = ask(name);
    asked.at(-1)?.answer(name);
    await answer;
  }
  expect(['a', 'b', 'c'].map((name) => calls.take(name))).toEqual([undefined, 'b', 'c']);
});

it('keeps nothing of a call that failed or gave no answer: the next one asks anew', async () => {
  const { ask, asked, failures, names } = callsOf();
  const [one, joined] = [ask('a'), ask('a')];
  asked[0]?.fail('broken');
  expect(await Promise.all([one, joined])).toEqual([undefined, undefined]);
  expect(failures).toEqual(['broken']);
  const second = ask('a');
  asked[1]?.answer();
  expect(await second).toBeUndefined();
  void ask('a');
  expect(names()).toEqual(['a', 'a', 'a']);
});

it('lets what hangs make room when all connections are taken, and not what is only slow', async () => {
  const { ask, failures, names } = callsOf();
  const hanging = ask('a');
  time = 1_000;
  void ask('b');
  void ask('c');
  expect(failures).toEqual([]);
  time = 2_500;
  void ask('d');
  expect(await hanging).toBeUndefined();
  expect(failures).toEqual(['It hung: others needed its place.']);
  void ask('e');
  expect(names()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(failures).toHaveLength(1);
});

it('asks nobody when too many calls are under way', async () => {
  const { ask, failures, names } = callsOf({ most: 2 });
  void ask('a');
  void ask('b');
  expect(await ask('c')).toBeUndefined();
  expect(names()).toEqual(['a', 'b']);
  expect(failures).toEqual(['Too many are under way: not asked.']);
});

it('ends a call that is never answered, and all of them when it closes', async () => {
  jest.useFakeTimers();
  const { calls, ask, failures } = callsOf({ endsMs: 5_000 });
  const never = ask('a');
  jest.advanceTimersByTime(5_000);
  jest.useRealTimers();
  await never;
  const unanswered = [ask('a'), ask('b')];
  calls.close();
  expect(await Promise.all(unanswered)).toEqual([undefined, undefined]);
  expect(failures).toEqual(['No answer within 5000 ms.', 'The shop closes.', 'The shop closes.']);
});
