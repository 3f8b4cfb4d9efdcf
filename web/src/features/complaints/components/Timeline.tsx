import { Box, Flex } from '@chakra-ui/react';
import type { ComplaintFactsFragment } from '../../../__generated__/operations.ts';
import { formatDateTime } from '../../../shared/format.ts';
import { entrySentence } from '../complaint-words.ts';

type Edges = NonNullable<ComplaintFactsFragment['timeline']>['edges'];

/** What happened to a complaint, the first thing first; what comes in is read out. */
export function Timeline({ edges, me }: { edges: Edges; me: string }) {
  return (
    <Box as="ol" listStyleType="none" aria-live="polite" aria-relevant="additions">
      {edges.map(({ node }, index) => {
        const last = index === edges.length - 1;
        return (
          <Flex as="li" key={node.id} gap={4} data-timeline={node.kind}>
            <Flex direction="column" alignItems="center" aria-hidden>
              <Box
                boxSize="12px"
                marginTop={1.5}
                borderRadius="pill"
                bg={last ? 'enamel.solid' : 'line.strong'}
                flexShrink={0}
              />
              {!last && <Box flex="1" width="2px" bg="line.soft" minHeight="18px" />}
            </Flex>
            <Box paddingBottom={last ? 0 : 4} flex="1" minWidth={0}>
              <Box fontWeight={600}>{entrySentence(node, me)}</Box>
              {node.text && (
                <Box
                  whiteSpace="pre-line"
                  overflowWrap="anywhere"
                  bg="bg.sunken"
                  borderRadius="plate"
                  paddingInline={3}
                  paddingBlock={2}
                  marginTop={1.5}
                >
                  {node.text}
                </Box>
              )}
              <Box textStyle="small" color="fg.muted" marginTop={1}>
                {formatDateTime(node.at)}
              </Box>
            </Box>
          </Flex>
        );
      })}
    </Box>
  );
}
