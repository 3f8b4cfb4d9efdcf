import { describe, expect, it } from '@jest/globals';
import { allocate, shortage, stockKey, totalsByProduct, type Shelves, type Wish } from './reservation.ts';

const STORE = 'store';
const shelvesOf = (units: Record<string, [onHand: number, reserved: number]>): Shelves =>
  new Map(Object.entries(units).map(([id, [onHand, reserved]]) => [stockKey(STORE, id), { onHand, reserved }]));
const wish = (sagaId: string, ...lines: [productId: string, quantity: number][]): Wish => ({
  ...{ sagaId, storeId: STORE },
  lines: lines.map(([productId, quantity]) => ({ productId, quantity, productName: `the ${productId}` })),
});
const answers = (wishes: Wish[], shelves: Shelves) =>
  [...allocate(wishes, shelves).values()].map((allocation) =>
    'held' in allocation ? 'held' : allocation.refused.message,
  );

describe('allocate', () => {
  it('serves who comes first', () => {
    const shelves = shelvesOf({ tea: [5, 1] });
    const wishes = [wish('a', ['tea', 3]), wish('b', ['tea', 2]), wish('c', ['tea', 1])];
    expect(answers(wishes, shelves)).toEqual(['held', 'the tea: 2 wanted, 1 available.', 'held']);
    expect(shelves.get(stockKey(STORE, 'tea'))).toEqual({ onHand: 5, reserved: 5 });
  });

  it('holds all lines or none, and leaves what a refused order would have taken for those behind it', () => {
    const shelves = shelvesOf({ tea: [2, 0], mug: [1, 0] });
    const wishes = [wish('a', ['tea', 2], ['mug', 2]), wish('b', ['mug', 1], ['tea', 2])];
    expect(answers(wishes, shelves)).toEqual(['the mug: 2 wanted, 1 available.', 'held']);
    expect([...shelves.values()]).toEqual([
      { onHand: 2, reserved: 2 },
      { onHand: 1, reserved: 1 },
    ]);
  });

  it('adds up the lines of one product, and tells the figures behind each', () => {
    const allocation = allocate(
      [wish('a', ['tea', 2], ['mug', 1], ['tea', 3])],
      shelvesOf({ tea: [9, 2], mug: [4, 0] }),
    ).get('a');
    expect(allocation).toEqual({
      held: [
        { productId: 'mug', quantity: 1, onHand: 4, reserved: 1 },
        { productId: 'tea', quantity: 5, onHand: 9, reserved: 7 },
      ],
    });
    expect(answers([wish('a', ['tea', 3], ['tea', 3])], shelvesOf({ tea: [5, 0] }))).toEqual([
      'the tea: 6 wanted, 5 available.',
    ]);
  });

  it('has nothing of what the store never had', () => {
    expect(answers([wish('a', ['gone', 1])], new Map())).toEqual(['the gone: 1 wanted, 0 available.']);
  });
});

it('tells a shortage without holding anything', () => {
  const shelves = shelvesOf({ tea: [5, 3] });
  expect(shortage(wish('a', ['tea', 2]), shelves)).toBeNull();
  expect(shortage(wish('a', ['tea', 3]), shelves)).toMatchObject({ code: 'INSUFFICIENT_STOCK' });
  expect(shelves.get(stockKey(STORE, 'tea'))).toEqual({ onHand: 5, reserved: 3 });
});

it('lists products in one order, whatever the order of the cart', () => {
  const lines = wish('a', ['b', 1], ['a', 1], ['b', 1]).lines;
  expect(totalsByProduct(lines).map(({ productId, quantity }) => [productId, quantity])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});
