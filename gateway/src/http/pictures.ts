import { MOTIFS, NEUTRAL, type Palette } from './motifs.ts';

/** Grounds and inks that go together; which one a product gets follows from its SKU. */
const PALETTES: readonly Palette[] = [
  { ground: '#fdf0e1', shade: '#f7dcbb', main: '#d98a3d', dark: '#8a4b1c', light: '#ffe7c2', accent: '#b5452c' },
  { ground: '#e9f3ec', shade: '#cfe5d5', main: '#5c9a6f', dark: '#2c5a3d', light: '#d9f0c9', accent: '#e0a33a' },
  { ground: '#e8f0f7', shade: '#cadcec', main: '#5b8bb5', dark: '#29507a', light: '#dceefb', accent: '#e2725b' },
  { ground: '#f6eaf0', shade: '#ead0dd', main: '#b4648c', dark: '#6b2f50', light: '#fbdcea', accent: '#6b9a8a' },
  { ground: '#f4f1e6', shade: '#e3dcc4', main: '#a3935a', dark: '#5b4f2a', light: '#f6edc8', accent: '#7a5a8c' },
];

/** FNV-1a: the same SKU gives the same picture in every process and version. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/**
 * The picture of a product, drawn from its SKU alone: the three letters of its category choose the motif, the rest its
 * colours, tilt, size and the pattern behind it. A SKU of no known category gets a parcel.
 */
export function drawPicture(sku: string): string {
  const hash = hashOf(sku);
  const pick = (shift: number, count: number) => (hash >>> shift) % count;
  const palette = PALETTES[pick(0, PALETTES.length)] as Palette;
  const motif = MOTIFS[sku.slice(0, 3).toUpperCase()] ?? NEUTRAL;
  const tilt = pick(5, 17) - 8;
  const scale = 0.9 + pick(11, 5) * 0.05;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" role="img">',
    `<rect width="200" height="200" fill="${palette.ground}"/>`,
    pattern(pick(16, 3), pick(19, 60), palette.shade),
    `<ellipse cx="100" cy="166" rx="62" ry="9" fill="${palette.dark}" opacity=".14"/>`,
    `<g transform="translate(100 104) rotate(${tilt}) scale(${scale})" stroke-linecap="round" stroke-linejoin="round">`,
    motif(palette),
    '</g></svg>',
  ].join('');
}

/** What is behind the motif: a disc, stripes or dots. */
function pattern(kind: number, offset: number, colour: string): string {
  if (kind === 0) return `<circle cx="${70 + offset}" cy="${72 + offset / 2}" r="78" fill="${colour}"/>`;
  const marks = Array.from({ length: kind === 1 ? 6 : 25 }, (_, i) =>
    kind === 1
      ? `<path d="M${i * 48 - 60 + (offset % 48)} 210l70-220" stroke="${colour}" stroke-width="14"/>`
      : `<circle cx="${(i % 5) * 44 + 12 + (offset % 20)}" cy="${Math.floor(i / 5) * 44 + 12}" r="7" fill="${colour}"/>`,
  );
  return marks.join('');
}
