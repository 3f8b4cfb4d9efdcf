import { chakra, defineRecipe } from '@chakra-ui/react';
import type { ComponentProps, MouseEvent } from 'react';

const button = defineRecipe({
  base: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    gap: 2,
    minHeight: 'touch',
    paddingInline: 5,
    borderRadius: 'plate',
    fontWeight: 600,
    lineHeight: 1.2,
    textAlign: 'center',
    cursor: 'pointer',
    transition: 'background 140ms, box-shadow 140ms, color 140ms',
    _disabled: { opacity: 0.55, cursor: 'not-allowed' },
  },
  variants: {
    variant: {
      // The enamel plate: blue with a white line that follows its edge.
      solid: {
        bg: 'enamel.solid',
        color: 'enamel.on',
        boxShadow: 'inset 0 0 0 2px {colors.enamel.solid}, inset 0 0 0 3px rgb(255 255 255 / .75)',
        _hover: { bg: 'enamel.deep' },
        _active: { bg: 'enamel.deep' },
      },
      outline: {
        bg: 'bg.card',
        color: 'enamel.text',
        border: '1px solid',
        borderColor: 'line.strong',
        _hover: { bg: 'enamel.tint' },
      },
      quiet: { color: 'enamel.text', paddingInline: 3, _hover: { bg: 'enamel.tint' } },
      danger: {
        bg: 'bg.card',
        color: 'refused.text',
        border: '1px solid',
        borderColor: 'refused.text',
        _hover: { bg: 'refused.tint' },
      },
    },
    size: { md: {}, lg: { minHeight: '52px', paddingInline: 7, fontSize: '1.0625rem' } },
  },
  defaultVariants: { variant: 'solid', size: 'md' },
});

/** A button; with `asChild`, a link that looks like one. */
export const Button = chakra('button', button, { defaultProps: { type: 'button' } });

/**
 * A button that sometimes cannot be pressed: while its work is done, or at the end of a range. It keeps the focus then, which
 * a disabled one loses, and readers hear that it is not available.
 */
export function ActionButton({ held, onClick, ...rest }: ComponentProps<typeof Button> & { held: boolean }) {
  return (
    <Button
      {...rest}
      aria-disabled={held || undefined}
      onClick={held ? (event: MouseEvent<HTMLButtonElement>) => event.preventDefault() : onClick}
    />
  );
}
