import { describe, expect, it } from '@jest/globals';
import { addMoney, chunksOf, groupBy, isUuid, money, multiplyMoney, storable, uuidv7 } from './index.ts';

describe('uuidv7', () => {
  it('has the version and variant bits of RFC 9562 and the time in front', () => {
    const id = uuidv7(Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
  });

  it('never repeats, also past the end of its pool of random bytes', () => {
    const ids = Array.from({ length: 5_000 }, () => uuidv7());
    expect(new Set(ids).size).toBe(5_000);
    expect(ids.every(isUuid)).toBe(true);
  });

  it('sorts by time', () => {
    expect(uuidv7(1_000) < uuidv7(2_000)).toBe(true);
  });
});

describe('money', () => {
  it('refuses fractions and what does not fit', () => {
    expect(() => money(1.5)).toThrow('1.5');
    expect(() => money(2 ** 53)).toThrow(RangeError);
  });

  it('adds and multiplies in minor units', () => {
    expect(addMoney(money(1999), multiplyMoney(money(250), 3))).toEqual({ amountMinor: 2749, currency: 'CAD' });
  });

  it('never mixes currencies', () => {
    expect(() => addMoney(money(1), money(1, 'EUR'))).toThrow('Cannot add EUR to CAD');
  });
});

describe('texts of others', () => {
  it.each([
    ['No\u0000.', 'No\ufffd.'],
    ['No\ud800.', 'No\ufffd.'],
    ['\udc00\u0000', '\ufffd\ufffd'],
    ['Non\u00a0! \u{1f9fe}\n', 'Non\u00a0! \u{1f9fe}\n'],
  ])('are kept as far as a database can hold them: %j', (text, kept) => expect(storable(text)).toBe(kept));
});

describe('collections', () => {
  it('cuts into chunks, the last one shorter', () => {
    expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(chunksOf([], 2)).toEqual([]);
  });

  it('groups in order of first appearance', () => {
    expect([...groupBy([3, 1, 4, 1, 5], (n) => n % 2)]).toEqual([
      [1, [3, 1, 1, 5]],
      [0, [4]],
    ]);
  });
});
