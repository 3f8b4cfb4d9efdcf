import { Box } from '@chakra-ui/react';
import type { SaleStatus } from '../../../__generated__/operations.ts';
import { STATUS_WORDS } from '../sale-words.ts';

/** How an order stands, in a word. */
export function StatusBadge({ status }: { status: SaleStatus }) {
  const { text, tone } = STATUS_WORDS[status];
  const [bg, color] = tone === 'plain' ? ['enamel.tint', 'enamel.text'] : [`${tone}.tint`, `${tone}.text`];
  return (
    <Box
      as="span"
      display="inline-block"
      bg={bg}
      color={color}
      fontWeight={600}
      textStyle="small"
      paddingInline={3}
      paddingBlock={1}
      borderRadius="pill"
      whiteSpace="nowrap"
    >
      {text}
    </Box>
  );
}
