import { expect, it } from '@jest/globals';
import { judge, type Place } from './verdict.ts';

const at = (streamId: string, streamVersion: number): Place => ({ streamId, streamVersion });
const written = [at('a', 1), at('a', 2), at('b', 1), at('a', 3)];
const nothing = { lost: [], doubled: [], outOfOrder: [], invented: [] };

it('has nothing against a reader that saw all of it, streams among each other in any order', () => {
  expect(judge(written, written)).toEqual(nothing);
  expect(judge(written, [at('b', 1), at('a', 1), at('a', 2), at('a', 3)])).toEqual(nothing);
});

it('names what was lost, came twice, came late in its stream, or was never committed', () => {
  expect(judge(written, [at('a', 1), at('a', 3), at('b', 1)])).toEqual({ ...nothing, lost: [at('a', 2)] });
  expect(judge(written, [...written, at('a', 1), at('b', 1)])).toEqual({
    ...nothing,
    doubled: [at('a', 1), at('b', 1)],
  });
  expect(judge(written, [at('a', 1), at('a', 3), at('a', 2), at('b', 1)])).toEqual({
    ...nothing,
    outOfOrder: [at('a', 2)],
  });
  expect(judge(written, [...written, at('c', 1)])).toEqual({ ...nothing, invented: [at('c', 1)] });
});
