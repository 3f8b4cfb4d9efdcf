import { chakra, defineRecipe } from '@chakra-ui/react';

const plate = defineRecipe({
  base: {
    display: 'inline-block',
    bg: 'enamel.solid',
    color: 'enamel.on',
    fontFamily: 'sign',
    fontWeight: 700,
    fontVariantNumeric: 'tabular-nums',
    letterSpacing: '-0.01em',
    whiteSpace: 'nowrap',
    borderRadius: 'plate',
    boxShadow: 'inset 0 0 0 2px {colors.enamel.solid}, inset 0 0 0 3px rgb(255 255 255 / .85)',
  },
  variants: {
    size: {
      sm: { paddingInline: 2.5, paddingBlock: 1.5, fontSize: '0.9375rem', lineHeight: 1.2 },
      md: { paddingInline: 3, paddingBlock: 2, fontSize: '1.125rem', lineHeight: 1.2 },
      lg: { paddingInline: 4, paddingBlock: 2.5, fontSize: '1.625rem', lineHeight: 1.2 },
    },
  },
  defaultVariants: { size: 'sm' },
});

/** The enamel plate of the house: for its name and for prices. */
export const Plate = chakra('span', plate);
