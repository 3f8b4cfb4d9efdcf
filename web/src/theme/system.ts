import { createSystem, defaultBaseConfig, defineConfig, mergeConfigs } from '@chakra-ui/react';
import { semanticTokens, textStyles, tokens } from './tokens.ts';

/**
 * Chakra without its recipes: the shop has its own look and needs few parts, which stand in `ui/`. Light or dark follows
 * the device, by media query, so that no page flashes in the wrong one.
 */
const config = defineConfig({
  cssVarsPrefix: 'c',
  preflight: true,
  conditions: { dark: '@media (prefers-color-scheme: dark)' },
  theme: {
    breakpoints: { sm: '480px', md: '768px', lg: '1024px', xl: '1280px' },
    tokens,
    semanticTokens,
    textStyles,
    keyframes: {
      breathe: { '0%, 100%': { opacity: 1 }, '50%': { opacity: 0.45 } },
      turn: { to: { transform: 'rotate(360deg)' } },
      rise: { from: { opacity: 0, transform: 'translateY(6px)' } },
    },
  },
  globalCss: {
    html: { colorScheme: 'light dark', textSizeAdjust: '100%', scrollPaddingTop: '5rem' },
    body: {
      bg: 'bg.canvas',
      color: 'fg.ink',
      fontFamily: 'body',
      textStyle: 'body',
      minHeight: '100dvh',
      overflowWrap: 'break-word',
    },
    '*, *::before, *::after': {
      borderColor: 'line.soft',
      '@media (prefers-reduced-motion: reduce)': {
        animationDuration: '1ms !important',
        animationDelay: '0ms !important',
        transitionDelay: '0ms !important',
        animationIterationCount: '1 !important',
        transitionDuration: '1ms !important',
      },
    },
    // One ring for everything that takes the focus; headings are only focused by the router, after a change of page.
    ':focus-visible': { outline: '3px solid', outlineColor: 'enamel.text', outlineOffset: '2px' },
    'h1:focus': { outline: 'none' },
    'header, nav, footer, [data-no-print]': { '@media print': { display: 'none !important' } },
  },
});

export const system = createSystem(mergeConfigs(defaultBaseConfig, config));
