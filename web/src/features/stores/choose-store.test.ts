import { expect, it } from '@jest/globals';
import { chooseStore, shortName } from './choose-store.ts';

it('chooses the wished store where it still sells, else the first', () => {
  const stores = [{ id: 'a' }, { id: 'b' }];
  expect(chooseStore(stores, 'b')).toBe(stores[1]);
  expect(chooseStore(stores, 'closed')).toBe(stores[0]);
  expect(chooseStore(stores, null)).toBe(stores[0]);
  expect(chooseStore([], 'b')).toBeNull();
});

it('calls a store as people in the house do', () => {
  expect(shortName('Comptoir Plateau')).toBe('Plateau');
  expect(shortName('Corner shop')).toBe('Corner shop');
  expect(shortName('Comptoir ')).toBe('Comptoir ');
});
