import { describe, expect, it } from '@jest/globals';
import { pushStream, StreamOverflow } from './push-stream.ts';

describe('a push stream', () => {
  it('gives what was pushed, in order, to a reader who is early or late', async () => {
    const stream = pushStream<number>(() => undefined);
    const early = stream.iterator.next();
    stream.push(1);
    stream.push(2);
    stream.push(3);
    stream.end();
    expect(await early).toEqual({ value: 1, done: false });
    const rest: number[] = [];
    for await (const value of stream.iterator) rest.push(value);
    expect(rest).toEqual([2, 3]);
  });

  it('fails behind what was pushed before, once', async () => {
    const stream = pushStream<number>(() => undefined);
    stream.push(1);
    stream.fail(new Error('lost'));
    expect(await stream.iterator.next()).toEqual({ value: 1, done: false });
    await expect(stream.iterator.next()).rejects.toThrow('lost');
    expect((await stream.iterator.next()).done).toBe(true);
  });

  it('lets the source go once when the reader leaves, even one who is waiting', async () => {
    let released = 0;
    const stream = pushStream<number>(() => released++);
    const waiting = stream.iterator.next();
    await stream.iterator.return?.();
    await stream.iterator.return?.();
    expect((await waiting).done).toBe(true);
    expect(released).toBe(1);
    stream.push(1);
    expect((await stream.iterator.next()).done).toBe(true);
  });

  it('never skips: when too much waits it ends with an error', async () => {
    let released = 0;
    const stream = pushStream<number>(() => released++);
    for (let i = 0; i <= 1_000; i++) stream.push(i);
    expect(released).toBe(1);
    await expect(stream.iterator.next()).rejects.toBeInstanceOf(StreamOverflow);
  });

  it('with keys, only the newest value of each waits, in the order of the newest', async () => {
    const stream = pushStream<[string, number]>(
      () => undefined,
      ([key]) => key,
    );
    for (let i = 0; i < 5_000; i++) stream.push([i % 2 ? 'odd' : 'even', i]);
    stream.push(['last', 0]);
    stream.end();
    const seen: [string, number][] = [];
    for await (const value of stream.iterator) seen.push(value);
    expect(seen).toEqual([
      ['even', 4_998],
      ['odd', 4_999],
      ['last', 0],
    ]);
  });
});
