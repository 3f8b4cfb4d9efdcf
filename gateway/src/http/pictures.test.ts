import { describe, expect, it } from '@jest/globals';
import { MOTIFS } from './motifs.ts';
import { drawPicture } from './pictures.ts';

const wellFormed = (svg: string): boolean => {
  const open: string[] = [];
  for (const [, closing, name, , selfClosing] of svg.matchAll(/<(\/?)([a-z]+)((?:\s[^<>]*?)?)(\/?)>/g)) {
    if (closing) {
      if (open.pop() !== name) return false;
    } else if (!selfClosing) open.push(name ?? '');
  }
  return open.length === 0 && !/NaN|undefined/.test(svg);
};

describe('pictures of products', () => {
  it.each([...Object.keys(MOTIFS), 'E2E'])('%s: small, whole, the same each time', (prefix) => {
    const pictures = Array.from({ length: 50 }, (_, i) => drawPicture(`${prefix}-${String(i).padStart(4, '0')}`));
    expect(pictures.every(wellFormed)).toBe(true);
    expect(Math.max(...pictures.map((picture) => picture.length))).toBeLessThan(4_000);
    expect(drawPicture(`${prefix}-0007`)).toBe(pictures[7]);
    expect(new Set(pictures).size).toBeGreaterThan(40);
  });

  it('of two categories differ, of an unknown one is a parcel', () => {
    const motifOf = (sku: string) =>
      drawPicture(sku)
        .replace(/#[0-9a-f]{6}|rotate\([^)]*\)|scale\([^)]*\)/g, '')
        .split('<g ')[1];
    expect(motifOf('BAK-0001')).not.toBe(motifOf('TEA-0001'));
    expect(motifOf('X-1')).toBe(motifOf('UNKNOWN-99'));
  });

  it('never carry what a SKU says', () => {
    expect(drawPicture('"><script>alert(1)</script>')).not.toContain('script>alert');
  });
});
