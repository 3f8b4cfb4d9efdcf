import { Box, chakra } from '@chakra-ui/react';
import { countUnits, useCart } from '../features/cart/index.ts';
import { plural } from '../shared/format.ts';

/** How much is in the cart, beside its link. */
export function CartCount() {
  const units = countUnits(useCart().cart);
  if (units === 0) return null;
  return (
    <Box
      as="span"
      minWidth="22px"
      paddingInline={1.5}
      borderRadius="pill"
      bg="enamel.solid"
      color="enamel.on"
      fontSize="0.8125rem"
      fontWeight={700}
      lineHeight="22px"
      textAlign="center"
    >
      <span aria-hidden>{units > 99 ? '99+' : units}</span>
      <chakra.span srOnly>, {plural(units, 'item')}</chakra.span>
    </Box>
  );
}
