import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ComplaintPageQuery } from '../../../__generated__/operations.ts';
import { formatDateTime } from '../../../shared/format.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Card } from '../../../ui/card.tsx';
import { orderPath } from '../../sales/index.ts';
import { CATEGORY_WORDS, PRIORITY_WORDS, RESOLUTION_WORDS } from '../complaint-words.ts';

type Complaint = NonNullable<ComplaintPageQuery['complaint']>;

/** What a complaint is about, what was asked for, and with whom it is; the words stand in the timeline. */
export function ComplaintAbout({ complaint, own }: { complaint: Complaint; own: boolean }) {
  const { description, category, priority, requestedResolution, resolution, sale, customer, assignee } = complaint;
  const facts: [string, ReactNode][] = [
    ['About', CATEGORY_WORDS[category]],
    ...(sale
      ? [
          [
            'Order',
            <chakra.span key="order" textDecoration="underline" asChild>
              <Link to={orderPath(sale.id)}>No. {sale.number}</Link>
            </chakra.span>,
          ] satisfies [string, ReactNode],
        ]
      : []),
    ...(customer && !own ? [['From', customer.displayName] satisfies [string, string]] : []),
    ['With', assignee?.displayName ?? 'nobody yet'],
    ['Urgency', <Badge key="priority" tone={PRIORITY_WORDS[priority].tone}>{PRIORITY_WORDS[priority].text}</Badge>],
    ...(requestedResolution ? [['Asked for', RESOLUTION_WORDS[requestedResolution]] satisfies [string, string]] : []),
    ...(resolution ? [['Decided', RESOLUTION_WORDS[resolution]] satisfies [string, string]] : []),
    ['Filed', formatDateTime(complaint.createdAt)],
  ];
  return (
    <Card aria-labelledby="about-heading">
      <Stack gap={4}>
        <Box as="h2" id="about-heading" textStyle="heading">
          What it is about
        </Box>
        {description === null && <Box color="fg.muted">What was written about it was erased.</Box>}
        <Box as="dl">
          {facts.map(([term, fact]) => (
            <Flex key={term} gap={3} paddingBlock={1}>
              <Box as="dt" color="fg.muted" width="88px" flexShrink={0}>
                {term}
              </Box>
              <Box as="dd" minWidth={0}>
                {fact}
              </Box>
            </Flex>
          ))}
        </Box>
      </Stack>
    </Card>
  );
}
