import { describe, expect, it } from '@jest/globals';
import {
  addToCart,
  countUnits,
  EMPTY_CART,
  mergeCarts,
  MOST_LINES,
  MOST_OF_ONE,
  parseCart,
  removeFromCart,
  setQuantity,
  totalOf,
  type Cart,
} from './cart.ts';

const product = (id: string, amountMinor = 500) => ({
  productId: id,
  sku: `SKU-${id}`,
  name: `Thing ${id}`,
  imageUrl: `/images/${id}.svg`,
  price: { amountMinor, currency: 'CAD' },
});
const quantities = (cart: Cart) =>
  Object.fromEntries(cart.lines.map(({ productId, quantity }) => [productId, quantity]));

describe('a cart', () => {
  it('keeps one line for each product and counts its units', () => {
    const cart = addToCart(addToCart(addToCart(EMPTY_CART, product('a')), product('b'), 3), product('a'), 2);
    expect(quantities(cart)).toEqual({ a: 3, b: 3 });
    expect(countUnits(cart)).toBe(6);
    expect(quantities(removeFromCart(cart, 'a'))).toEqual({ b: 3 });
  });

  it.each([
    [0, 1],
    [-4, 1],
    [Number.NaN, 1],
    [2.9, 2],
    [5_000, MOST_OF_ONE],
  ])('takes %s units as %s', (wanted, taken) => {
    expect(quantities(setQuantity(addToCart(EMPTY_CART, product('a'), 7), 'a', wanted))).toEqual({ a: taken });
  });

  it('takes no more lines than the shop does, but more of what is there', () => {
    const full = Array.from({ length: MOST_LINES }, (_, i) => product(String(i))).reduce(
      (cart, p) => addToCart(cart, p),
      EMPTY_CART,
    );
    expect(addToCart(full, product('one too many'))).toBe(full);
    expect(quantities(addToCart(full, product('7')))['7']).toBe(2);
  });

  it('shows the price of today, also for what lies in it longer', () => {
    const cart = addToCart(addToCart(EMPTY_CART, product('a', 100)), product('a', 120));
    expect(cart.lines).toEqual([{ ...product('a', 120), quantity: 2 }]);
  });

  it('that a guest brings along never makes less of what the person had', () => {
    const own = addToCart(addToCart(EMPTY_CART, product('a'), 3), product('b'), 1);
    const brought = addToCart(addToCart(EMPTY_CART, product('b'), 4), product('c'), 2);
    expect(quantities(mergeCarts(own, brought))).toEqual({ a: 3, b: 4, c: 2 });
    expect(quantities(mergeCarts(own, own))).toEqual(quantities(own));
  });

  it('has a total only when every price is known, in one currency', () => {
    const cart = addToCart(addToCart(EMPTY_CART, product('a'), 2), product('b'), 3);
    const prices: Record<string, number> = { a: 1_250, b: 99 };
    expect(totalOf(cart, ({ productId }) => ({ amountMinor: prices[productId] ?? 0, currency: 'CAD' }))).toEqual({
      amountMinor: 2_797,
      currency: 'CAD',
    });
    expect(
      totalOf(cart, ({ productId }) => (productId === 'a' ? { amountMinor: 1, currency: 'CAD' } : null)),
    ).toBeNull();
    expect(
      totalOf(cart, ({ productId }) => ({ amountMinor: 1, currency: productId === 'a' ? 'CAD' : 'EUR' })),
    ).toBeNull();
    expect(totalOf(EMPTY_CART, () => null)).toBeNull();
  });

  it('is what was kept, or empty when that makes no sense', () => {
    const cart = addToCart(EMPTY_CART, product('a'), 2);
    expect(parseCart(JSON.stringify(cart))).toEqual(cart);
    const [line] = cart.lines;
    for (const text of [
      null,
      '',
      'nonsense',
      '{}',
      '{"lines":[{}]}',
      '{"lines":[null]}',
      JSON.stringify({ lines: [{ ...line, quantity: -1 }] }),
    ])
      expect(parseCart(text)).toEqual(EMPTY_CART);
  });
});
