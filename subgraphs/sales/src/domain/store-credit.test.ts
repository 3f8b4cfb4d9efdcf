import { describe, expect, it } from '@jest/globals';
import { giveBack, spend, type Credit } from './store-credit.ts';

const credit = (id: string, remainingMinor: number, rest: Partial<Credit> = {}): Credit => ({
  ...{ id, remainingMinor, currency: 'CAD', expired: false },
  ...rest,
});
const part = (creditId: string, amountMinor: number) => ({ creditId, amountMinor });

describe('store credit', () => {
  const SPENT: [string, Credit[], number, ReturnType<typeof spend>][] = [
    ['one credit that is larger pays alone', [credit('a', 500)], 300, [part('a', 300)]],
    ['the first pay before the others', [credit('a', 100), credit('b', 500)], 300, [part('a', 100), part('b', 200)]],
    ['all of them pay to the last cent', [credit('a', 100), credit('b', 200)], 300, [part('a', 100), part('b', 200)]],
    ['one cent too little pays nothing', [credit('a', 100), credit('b', 199)], 300, null],
    ['what has expired pays nothing', [credit('a', 300, { expired: true }), credit('b', 300)], 300, [part('b', 300)]],
    ['only expired credit covers nothing', [credit('a', 300, { expired: true })], 1, null],
    ['another currency pays nothing', [credit('a', 300, { currency: 'USD' })], 300, null],
    ['a credit that is used up is passed over', [credit('a', 0), credit('b', 300)], 300, [part('b', 300)]],
    ['whoever has none cannot pay', [], 1, null],
  ];
  it.each(SPENT)('given %s', (_, credits, amountMinor, then) => {
    expect(spend(credits, amountMinor, 'CAD')).toEqual(then);
  });

  const BACK: [string, ReturnType<typeof part>[], number, ReturnType<typeof part>[]][] = [
    ['all of it goes back to each', [part('a', 100), part('b', 200)], 300, [part('b', 200), part('a', 100)]],
    ['a part goes to those that were spent last', [part('a', 100), part('b', 200)], 150, [part('b', 150)]],
    [
      'the next part goes on where the first ended',
      [part('a', 100), part('b', 200), part('b', -150)],
      100,
      [part('b', 50), part('a', 50)],
    ],
  ];
  it.each(BACK)('given back, %s', (_, moved, amountMinor, then) => {
    expect(giveBack(moved, amountMinor)).toEqual(then);
  });

  it('never gives more back than was spent', () => {
    expect(() => giveBack([part('a', 100), part('a', -60)], 41)).toThrow('41 cannot go back');
  });
});
