import { describe, expect, it } from '@jest/globals';
import { takeBack } from './returns.ts';

const levels = new Map([
  ['shop:tea', { onHand: 3, reserved: 1, streamVersion: 4 }],
  ['shop:pot', { onHand: 0, reserved: 0, streamVersion: 0 }],
]);
const refund = (...lines: [string, number][]) => ({
  storeId: 'shop',
  lines: lines.map(([productId, quantity]) => ({ productId, quantity })),
});

describe('goods that come back', () => {
  it('are told product by product, two lines of one product as one, each with the level behind it', () => {
    const [first, second] = [refund(['tea', 2], ['pot', 1], ['tea', 1]), refund(['tea', 5])];
    expect(takeBack([first, second], levels)).toEqual([
      { refund: first, productId: 'tea', quantity: 3, onHand: 6, reserved: 1, streamVersion: 5 },
      { refund: first, productId: 'pot', quantity: 1, onHand: 1, reserved: 0, streamVersion: 1 },
      { refund: second, productId: 'tea', quantity: 5, onHand: 11, reserved: 1, streamVersion: 6 },
    ]);
  });

  it('must have been sold there', () => {
    expect(() => takeBack([refund(['cup', 1])], levels)).toThrow('Store shop never had product cup');
  });
});
