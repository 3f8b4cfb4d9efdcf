import { chakra } from '@chakra-ui/react';

/** One thing in a list, on a sheet of its own. */
export const Row = chakra('li', {
  base: { bg: 'bg.card', borderRadius: 'card', boxShadow: 'card', padding: 4, minWidth: 0 },
});
