import { Box, Flex } from '@chakra-ui/react';
import { useShopConfig } from '../../../shared/shop-config.ts';

/** Whether the shop answers at all, before somebody blames their password. */
export function ShopReachable() {
  const { reachable } = useShopConfig();
  const [text, color] =
    reachable === null
      ? ['Looking for the shop…', 'fg.muted']
      : reachable
        ? ['Connected to the shop', 'good.text']
        : ['The shop does not answer', 'refused.text'];
  return (
    <Flex role="status" justifyContent="center" alignItems="center" gap={2} textStyle="small" color={color}>
      <Box as="span" boxSize="8px" borderRadius="pill" bg="currentColor" />
      {text}
    </Flex>
  );
}
