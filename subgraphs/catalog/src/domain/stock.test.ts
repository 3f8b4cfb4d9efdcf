import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { adjustStock, bandOf, deltaFault, levelId, levelPair, statusOf } from './stock.ts';

describe('adjustStock', () => {
  it.each([
    [{ onHand: 5, reserved: 2 }, 4, { delta: 4, onHand: 9, reserved: 2 }],
    [{ onHand: 5, reserved: 2 }, -3, { delta: -3, onHand: 2, reserved: 2 }],
  ])('changes %o by %i', (shelf, delta, expected) => {
    expect(adjustStock(shelf, { delta, reason: 'COUNTED' })).toEqual({
      ok: true,
      events: [{ ...expected, reason: 'COUNTED' }],
    });
  });

  it('takes away nothing that is held for orders', () => {
    const problem = { code: 'INSUFFICIENT_STOCK', onHand: 5, reserved: 2, available: 3 };
    expect(adjustStock({ onHand: 5, reserved: 2 }, { delta: -4, reason: 'DAMAGED' })).toEqual({ ok: false, problem });
  });
});

it.each([0, 1.5, 1_000_001, -1_000_001, Number.NaN])('refuses a delta of %p', (delta) => {
  expect(deltaFault(delta)).toContain('not a whole number');
});

it.each([
  [-1, 'OUT'],
  [0, 'OUT'],
  [1, 'LOW'],
  [9, 'LOW'],
  [10, 'IN_STOCK'],
])('calls %i available %s', (available, status) => {
  expect(statusOf(available)).toBe(status);
});

it('puts availability into bands that never fall', () => {
  expect([0, 9, 15, 16, 19, 20, 32, 1_000].map(bandOf)).toEqual([0, 9, 15, 16, 16, 17, 20, 39]);
  const bands = Array.from({ length: 5_000 }, (_, available) => bandOf(available));
  expect([...bands].sort((a, b) => a - b)).toEqual(bands);
});

it('makes an id of store and product, and finds both in it again', () => {
  const pair = { storeId: uuidv7(), productId: uuidv7() };
  expect(levelPair(levelId(pair.storeId, pair.productId))).toEqual(pair);
  expect(levelPair(pair.storeId)).toBeNull();
});
