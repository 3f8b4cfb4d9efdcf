import { describe, expect, it } from '@jest/globals';
import { readShelfView, SORT_NAMES, writeShelfView } from './shelf-view.ts';
import { stockWords } from './stock-words.ts';

describe('the address of a shelf', () => {
  it('leaves out what is as usual', () => {
    expect(writeShelfView(readShelfView(new URLSearchParams())).toString()).toBe('');
  });

  it('leads back to the same view', () => {
    for (const sort of SORT_NAMES) {
      const view = { search: 'café & thé', categoryId: 'TEA', sort, inStockOnly: true };
      expect(readShelfView(new URLSearchParams(writeShelfView(view).toString()))).toEqual(view);
    }
  });

  it('bears nonsense', () => {
    const view = readShelfView(new URLSearchParams({ q: 'x'.repeat(500), sort: 'constructor', stock: 'maybe' }));
    expect(view).toEqual({ search: 'x'.repeat(100), categoryId: null, sort: 'name', inStockOnly: false });
  });
});

describe('stock in words', () => {
  it('says how many, and never only by colour', () => {
    expect(stockWords({ status: 'IN_STOCK', available: 120 }).text).toBe('120 in stock');
    expect(stockWords({ status: 'LOW', available: 3 }).text).toBe('Only 3 left');
    expect(stockWords({ status: 'OUT', available: 0 }).text).toBe('Sold out');
  });
});
