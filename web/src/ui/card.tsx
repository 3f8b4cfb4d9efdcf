import { chakra } from '@chakra-ui/react';

/** A sheet of paper on the counter. */
export const Card = chakra('section', {
  base: { bg: 'bg.card', borderRadius: 'card', boxShadow: 'card', padding: { base: 4, md: 6 } },
});
