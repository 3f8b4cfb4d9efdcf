import { expect, it } from '@jest/globals';
import { isBlank, mayAskBack, readRefundWish } from './refund-wish.ts';

const form = (entries: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(entries)) data.set(name, value);
  return data;
};

it('asks for everything without naming lines', () => {
  const wish = readRefundWish(form({ what: 'all', 'units-a': '2', reason: ' too small ' }), ['a']);
  expect(wish).toEqual({ lines: null, reason: 'too small' });
  expect(isBlank(wish)).toBe(false);
});

it('asks for the units that were chosen, and for nothing where none were', () => {
  const wish = readRefundWish(form({ what: 'some', 'units-a': '2', 'units-b': '0' }), ['a', 'b']);
  expect(wish.lines).toEqual([{ saleLineId: 'a', quantity: 2 }]);
  expect(isBlank(readRefundWish(form({ what: 'some', 'units-a': '0' }), ['a']))).toBe(true);
});

it('is for the buyer and the managers of the store, while something is left of what was sold', () => {
  const sale = {
    user: { id: 'c' },
    store: { id: 's' },
    lines: [{ refundableQuantity: 0 }, { refundableQuantity: 1 }],
    kind: 'SALE' as const,
    status: 'CONFIRMED' as const,
  };
  const buyer = { id: 'c', role: 'CLIENT' as const, stores: null };
  const manager = (store: string) => ({ id: 'm', role: 'MANAGER' as const, stores: [{ id: store }] });
  expect(mayAskBack(sale, buyer)).toBe(true);
  expect(mayAskBack(sale, manager('s'))).toBe(true);
  expect(mayAskBack(sale, manager('other'))).toBe(false);
  expect(mayAskBack(sale, { id: 'a', role: 'AGENT', stores: null })).toBe(false);
  expect(mayAskBack({ ...sale, lines: [{ refundableQuantity: 0 }] }, buyer)).toBe(false);
  expect(mayAskBack({ ...sale, status: 'PENDING' }, buyer)).toBe(false);
  expect(mayAskBack({ ...sale, kind: 'REPLACEMENT' }, buyer)).toBe(false);
});
