import { Box, Flex } from '@chakra-ui/react';
import { stockWords } from '../stock-words.ts';

type Level = Parameters<typeof stockWords>[0];

/** The stock of one product in one store, in words with a dot. */
export function StockText({ level }: { level: Level | null | undefined }) {
  if (!level)
    return (
      <Box as="span" color="fg.muted">
        Stock unknown
      </Box>
    );
  const { text, tone } = stockWords(level);
  return (
    <Flex
      as="span"
      display="inline-flex"
      alignItems="center"
      gap={2}
      color={`${tone}.text`}
      fontWeight={600}
      fontVariantNumeric="tabular-nums"
    >
      <Box as="span" boxSize="8px" borderRadius="pill" bg="currentColor" flexShrink={0} />
      {text}
    </Flex>
  );
}
