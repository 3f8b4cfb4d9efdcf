import { expect, it } from '@jest/globals';
import { checkCart, type Cart } from './cart.ts';

const card = { method: 'CARD', token: 'tok_approved' } as const;
const faults = (cart: Partial<Cart>) => {
  const problem = checkCart({
    storeId: 's',
    lines: [{ productId: 'tea', quantity: 1 }],
    payment: card,
    expectedTotal: null,
    ...cart,
  });
  return problem?.code === 'VALIDATION' ? problem.fields.map(({ message }) => message) : [];
};

it('a quantity that cannot be bought is told with what was asked for, and with its sum where lines are added up', () => {
  const line = (quantity: number) => ({ productId: 'tea', quantity });
  expect(faults({ lines: [line(2_147_483_647)] })).toEqual([
    'Of one product 1 to 999 can be bought, and not 2147483647.',
  ]);
  expect(faults({ lines: [line(5), line(0)] })).toEqual(['Of one product 1 to 999 can be bought, and not 0.']);
  expect(faults({ lines: [line(500), line(500)] })).toEqual([
    'Of one product 1 to 999 can be bought. The lines of product tea are added up: 1000.',
  ]);
  expect(faults({ lines: [line(500), line(499)] })).toEqual([]);
});

it('a token that is missing is told from one that is none', () => {
  expect(faults({ payment: { method: 'CARD', token: null } })).toEqual([
    'A card needs the token that the payment provider gave.',
  ]);
  for (const token of ['x'.repeat(201), 'a b'])
    expect(faults({ payment: { method: 'CARD', token } })).toEqual([expect.stringContaining('1 to 200 characters')]);
});
