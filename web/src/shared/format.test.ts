import { describe, expect, it } from '@jest/globals';
import { formatDuration, formatMoney, plural } from './format.ts';

describe('formats', () => {
  it.each([
    [{ amountMinor: 1_250, currency: 'CAD' }, '$12.50'],
    [{ amountMinor: 5, currency: 'CAD' }, '$0.05'],
    [{ amountMinor: 123_456_789, currency: 'CAD' }, '$1,234,567.89'],
    [{ amountMinor: 1_250, currency: 'JPY' }, '¥1,250'],
    [{ amountMinor: 1_250, currency: 'KWD' }, /1\.250$/],
  ])('writes %j as %s', (money, text) => {
    expect(formatMoney(money)).toEqual(
      expect.stringMatching(typeof text === 'string' ? text.replace('$', '\\$') : text),
    );
  });

  it.each([
    [0, '0 ms'],
    [412.4, '412 ms'],
    [2_040, '2.0 s'],
    [125_000, '2 min 5 s'],
  ])('writes %s milliseconds as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('counts', () => {
    expect([0, 1, 2].map((count) => plural(count, 'try', 'tries'))).toEqual(['0 tries', '1 try', '2 tries']);
  });
});
