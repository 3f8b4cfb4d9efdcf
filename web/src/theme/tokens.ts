import { defineSemanticTokens, defineTextStyles, defineTokens } from '@chakra-ui/react';

/** `4` is 1rem. */
const STEPS = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24];
const steps = Object.fromEntries(STEPS.map((step) => [step, { value: `${step / 4}rem` }]));

/** Two faces: Bricolage Grotesque paints the signs, Figtree is for reading. */
export const tokens = defineTokens({
  fonts: {
    sign: { value: "'Bricolage Grotesque Variable', ui-sans-serif, system-ui, sans-serif" },
    body: { value: "'Figtree Variable', ui-sans-serif, system-ui, sans-serif" },
    mono: { value: 'ui-monospace, SFMono-Regular, Menlo, monospace' },
  },
  spacing: steps,
  radii: { plate: { value: '8px' }, card: { value: '14px' }, pill: { value: '999px' } },
  sizes: {
    ...steps,
    full: { value: '100%' },
    page: { value: '1180px' },
    form: { value: '420px' },
    touch: { value: '44px' },
  },
});

const pair = (light: string, dark: string) => ({ value: { base: light, _dark: dark } });

/**
 * The only colours that components may name. An enamel street plate (blue, with a white line) is the mark of the house;
 * mustard, leaf and brick say that something is low, good or refused, and never without words.
 */
export const semanticTokens = defineSemanticTokens({
  colors: {
    bg: {
      canvas: pair('#f4f6f9', '#0f1523'),
      card: pair('#ffffff', '#182136'),
      sunken: pair('#e9edf3', '#222d47'),
    },
    fg: { ink: pair('#17223b', '#e8edf8'), muted: pair('#56627b', '#a7b3cb') },
    line: { soft: pair('#dbe1ea', '#2a3652'), strong: pair('#8591a8', '#6b7a9c') },
    enamel: {
      solid: pair('#1f3f9e', '#2f55c4'),
      deep: pair('#162f7c', '#3c63d6'),
      on: pair('#ffffff', '#ffffff'),
      text: pair('#1f3f9e', '#a3baff'),
      tint: pair('#e5ebfa', '#1d2b52'),
    },
    low: { text: pair('#6b4c00', '#f3cd62'), tint: pair('#fff0c4', '#3a2e0c') },
    good: { text: pair('#17603d', '#82d6aa'), tint: pair('#dff2e7', '#12321f') },
    refused: { text: pair('#a32a1f', '#ffa195'), tint: pair('#fbe6e3', '#3d1814') },
  },
  shadows: {
    card: pair('0 1px 2px rgb(23 34 59 / .06), 0 4px 14px rgb(23 34 59 / .05)', '0 1px 2px rgb(0 0 0 / .4)'),
    lifted: pair('0 2px 4px rgb(23 34 59 / .08), 0 10px 28px rgb(23 34 59 / .10)', '0 4px 18px rgb(0 0 0 / .5)'),
  },
});

export const textStyles = defineTextStyles({
  display: {
    value: {
      fontFamily: 'sign',
      fontWeight: 750,
      fontSize: { base: '2rem', md: '2.75rem' },
      lineHeight: 1.05,
      letterSpacing: '-0.025em',
    },
  },
  title: {
    value: {
      fontFamily: 'sign',
      fontWeight: 700,
      fontSize: { base: '1.5rem', md: '1.875rem' },
      lineHeight: 1.15,
      letterSpacing: '-0.02em',
    },
  },
  heading: {
    value: { fontFamily: 'sign', fontWeight: 650, fontSize: '1.125rem', lineHeight: 1.3, letterSpacing: '-0.01em' },
  },
  lead: { value: { fontSize: '1.0625rem', lineHeight: 1.6 } },
  body: { value: { fontSize: '1rem', lineHeight: 1.55 } },
  small: { value: { fontSize: '0.875rem', lineHeight: 1.45 } },
  label: { value: { fontSize: '0.875rem', fontWeight: 600, lineHeight: 1.4 } },
  figure: {
    value: { fontFamily: 'sign', fontWeight: 650, fontVariantNumeric: 'tabular-nums', letterSpacing: '-0.01em' },
  },
});
