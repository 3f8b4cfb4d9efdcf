import { describe, expect, it } from '@jest/globals';
import { lineHint } from './line-hint.ts';

const line = {
  productId: 'mug',
  sku: 'TAB-001',
  name: 'Mug',
  imageUrl: '',
  price: { amountMinor: 1_450, currency: 'CAD' },
  quantity: 3,
};
const now = (available: number | null, amountMinor = 1_450, archivedAt: string | null = null) => ({
  price: { amountMinor, currency: 'CAD' },
  archivedAt,
  stock: available === null ? null : { available },
});

describe('the hint of a cart line', () => {
  it('says nothing while the catalogue is asked, or when all is well', () => {
    expect(lineHint(line, undefined)).toBeNull();
    expect(lineHint(line, now(3))).toBeNull();
    expect(lineHint(line, now(null))).toBeNull();
  });

  it('names what stands in the way of buying, the worst first', () => {
    expect(lineHint(line, null)?.text).toMatch(/not sold any more/);
    expect(lineHint(line, now(9, 1_450, '2026-01-01T00:00:00Z'))?.text).toMatch(/not sold any more/);
    expect(lineHint(line, now(0, 1_900))).toMatchObject({ text: 'Sold out at this store.', most: 0 });
    expect(lineHint(line, now(2, 1_900))).toMatchObject({ text: 'Only 2 left at this store.', most: 2 });
  });

  it('says what it cost before', () => {
    expect(lineHint(line, now(9, 1_600))).toMatchObject({ text: 'It was $14.50 when you put it here.', tone: 'low' });
  });
});
