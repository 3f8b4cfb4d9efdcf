import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ComplaintPageQuery } from '../../../__generated__/operations.ts';
import type { Viewer } from '../../../session/session.ts';
import { formatDateTime } from '../../../shared/format.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Card } from '../../../ui/card.tsx';
import { auditPath } from '../../admin/index.ts';
import { orderPath } from '../../sales/index.ts';
import { CATEGORY_WORDS, nameOf, PRIORITY_WORDS, RESOLUTION_WORDS } from '../complaint-words.ts';

type Complaint = NonNullable<ComplaintPageQuery['complaint']>;

/** What a complaint is about, what was asked for, and with whom it is; the words stand in the timeline. */
export function ComplaintAbout({ complaint, viewer }: { complaint: Complaint; viewer: Viewer }) {
  const { category, priority, requestedResolution, resolution, sale, customer, assignee } = complaint;
  const own = customer?.id === viewer.id;
  return (
    <Card aria-labelledby="about-heading">
      <Stack gap={3}>
        <Box as="h2" id="about-heading" textStyle="heading">
          What it is about
        </Box>
        {complaint.description === null && <Box color="fg.muted">What was written about it was erased.</Box>}
        <Box as="dl">
          <Fact term="About">{CATEGORY_WORDS[category]}</Fact>
          {sale && (
            <Fact term="Order">
              {/* Agents see of an order what the complaint needs, and not its page. */}
              {own || viewer.role !== 'AGENT' ? (
                <chakra.span textDecoration="underline" asChild>
                  <Link to={orderPath(sale.id)}>No. {sale.number}</Link>
                </chakra.span>
              ) : (
                `No. ${sale.number}`
              )}
            </Fact>
          )}
          {customer && !own && <Fact term="From">{nameOf(customer)}</Fact>}
          <Fact term="Handled by">
            {assignee ? (assignee.id === viewer.id ? 'you' : nameOf(assignee)) : 'nobody yet'}
          </Fact>
          <Fact term="Urgency">
            <Badge tone={PRIORITY_WORDS[priority].tone}>{PRIORITY_WORDS[priority].text}</Badge>
          </Fact>
          {requestedResolution && <Fact term="Asked for">{RESOLUTION_WORDS[requestedResolution]}</Fact>}
          {resolution && <Fact term="Decided">{RESOLUTION_WORDS[resolution]}</Fact>}
          <Fact term="Number">{complaint.number}</Fact>
          <Fact term="Filed">{formatDateTime(complaint.createdAt)}</Fact>
        </Box>
        {viewer.role === 'ADMIN' && (
          <Box textStyle="small" textDecoration="underline">
            <Link to={auditPath({ stream: complaint.id })}>Its events, in the audit store</Link>
          </Box>
        )}
      </Stack>
    </Card>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <Flex gap={3} paddingBlock={1}>
      <Box as="dt" color="fg.muted" width="88px" flexShrink={0}>
        {term}
      </Box>
      <Box as="dd" minWidth={0}>
        {children}
      </Box>
    </Flex>
  );
}
