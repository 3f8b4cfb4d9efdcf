import { describe, expect, it } from '@jest/globals';
import { categoryFaults, descriptionFaults, priceFaults, productNameFaults, skuFaults } from './product.ts';
import { addressFaults, storeNameFaults, timeZoneFaults } from './store.ts';
import { nameKey, tidied, wordsOf } from './text.ts';

it('compares names without case, accents and doubled spaces', () => {
  expect(nameKey('  Crème   BRÛLÉE ')).toBe('creme brulee');
});

it('keeps a text without blanks around it and without the character that cannot be kept', () => {
  expect([tidied(' a\0b '), tidied(''), tidied(null), tidied(undefined)]).toEqual(['ab', '', undefined, undefined]);
});

it('splits texts into words as a search does', () => {
  expect(wordsOf('TEA-0042', 'Thé glacé', 'thé (glacé)!')).toEqual(['tea', '0042', 'the', 'glace']);
  expect(wordsOf('!?', '')).toEqual([]);
  expect(wordsOf('x'.repeat(5_000))[0]).toHaveLength(64);
});

describe('faults', () => {
  it.each(['TEA-0042', 'A1B', 'A-B-C'])('takes the SKU %s', (sku) => expect(skuFaults(sku)).toEqual([]));
  it.each(['AB', 'tea-1', 'TEA--1', '-TEA', 'TEA-', 'TEA 1', 'X'.repeat(33)])('refuses the SKU "%s"', (sku) => {
    expect(skuFaults(sku)).toMatchObject([{ path: ['sku'] }]);
  });
  it('names every field that makes no sense', () => {
    expect(priceFaults({ amountMinor: -1, currency: 'EUR' }).map(({ path }) => path[1])).toEqual([
      'amountMinor',
      'currency',
    ]);
    expect(priceFaults({ amountMinor: 100_000_000, currency: 'CAD' })).toEqual([]);
    expect(productNameFaults('x')).toHaveLength(1);
    expect(descriptionFaults('x'.repeat(4_001))).toHaveLength(1);
    expect(categoryFaults({ code: 'tea', name: 'T' }).map(({ path }) => path[0])).toEqual(['code', 'name']);
    expect([...storeNameFaults('x'), ...addressFaults('')].map(({ path }) => path[0])).toEqual(['name', 'address']);
  });
  it.each([
    ['America/Toronto', 0],
    ['UTC', 0],
    ['Mars/Olympus', 1],
    ['+05:00', 1],
    ['', 1],
  ])('of the time zone "%s": %i', (timeZone, faults) => {
    expect(timeZoneFaults(timeZone)).toHaveLength(faults);
  });
});
