import { describe, expect, it } from '@jest/globals';
import { drawKey } from '../../shared/draw-key.ts';
import { attemptFor, parseAttempt, type Order } from './attempt.ts';

const order = (quantity: number, token = 'tok_approved'): Order => ({
  storeId: 'plateau',
  lines: [{ productId: 'mug', quantity }],
  payment: { method: 'CARD', token },
  expectedTotal: { amountMinor: 1_450 * quantity, currency: 'CAD' },
});

describe('an attempt to buy', () => {
  let drawn = 0;
  const draw = () => `key ${++drawn}`;

  it('goes out again under its key while nothing has changed, also after a reload', () => {
    const first = attemptFor(order(1), null, draw);
    expect(attemptFor(order(1), first, draw)).toBe(first);
    expect(attemptFor(order(1), parseAttempt(JSON.stringify(first)), draw).key).toBe(first.key);
  });

  it('is another one when the cart, the total or the card is another', () => {
    const first = attemptFor(order(1), null, draw);
    expect(attemptFor(order(2), first, draw).key).not.toBe(first.key);
    expect(attemptFor(order(1, 'tok_slow'), first, draw).key).not.toBe(first.key);
  });

  it('is not read from what is none', () => {
    for (const text of [null, '', '{}', '"key"', '{"key":1,"order":""}']) expect(parseAttempt(text)).toBeNull();
  });

  it('draws keys that nobody else draws', () => {
    expect(drawKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(Array.from({ length: 500 }, drawKey)).size).toBe(500);
  });
});
