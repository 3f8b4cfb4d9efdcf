import { Box, chakra, Flex } from '@chakra-ui/react';
import type { SagaState } from '../../../__generated__/operations.ts';
import { formatClock } from '../../../shared/format.ts';
import type { DiaryEntry } from '../diary.ts';

/** Everything that happened, for whoever wants to know. */
export function Diary({
  entries,
  words,
  onOpen,
}: {
  entries: readonly DiaryEntry[];
  words: (state: SagaState) => string;
  onOpen: () => void;
}) {
  return (
    <chakra.details textStyle="small" onToggle={({ currentTarget }) => currentTarget.open && onOpen()}>
      <chakra.summary
        cursor="pointer"
        fontWeight={600}
        color="enamel.text"
        minHeight="touch"
        display="list-item"
        paddingBlock={2.5}
      >
        Everything that happened
      </chakra.summary>
      <Box as="ol" listStyleType="none" paddingTop={1}>
        {entries.map(({ version, state, at }) => (
          <Flex as="li" key={version} gap={3} paddingBlock={1}>
            <Box color="fg.muted" fontVariantNumeric="tabular-nums" whiteSpace="nowrap">
              {formatClock(at)}
            </Box>
            <Box>{words(state)}</Box>
          </Flex>
        ))}
      </Box>
    </chakra.details>
  );
}
