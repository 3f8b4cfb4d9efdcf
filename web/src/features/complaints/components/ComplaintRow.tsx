import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Box, chakra, Flex } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ComplaintRowFragment } from '../../../__generated__/operations.ts';
import { formatDay } from '../../../shared/format.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Row } from '../../../ui/row.tsx';
import { CATEGORY_WORDS, PRIORITY_WORDS, STATUS_WORDS } from '../complaint-words.ts';
import { COMPLAINT_ROW } from '../operations.ts';
import { isOpen } from '../rules.ts';
import { complaintPath } from '../urls.ts';

/** One complaint in a list, with what there is to say of persons, and to do. */
export function ComplaintRow({
  complaint: reference,
  persons,
  deeds,
}: {
  complaint: FragmentType<ComplaintRowFragment>;
  persons?: string;
  deeds?: ReactNode;
}) {
  const { data: complaint, complete } = useFragment({ fragment: COMPLAINT_ROW, from: reference });
  if (!complete) return null;
  const { number, title, category, priority, status, createdAt, resolutionOutcome } = complaint;
  const { text, tone } = STATUS_WORDS[status];
  return (
    <Row position="relative" _hover={{ boxShadow: 'lifted' }} data-complaint={number}>
      <Flex justifyContent="space-between" gap={3} alignItems="center" flexWrap="wrap">
        <Box minWidth={0} flex="1 1 260px">
          <Flex gap={2} alignItems="center" flexWrap="wrap">
            <Badge tone={tone}>{text}</Badge>
            {priority !== 'MEDIUM' && isOpen(status) && (
              <Badge tone={PRIORITY_WORDS[priority].tone}>{PRIORITY_WORDS[priority].text}</Badge>
            )}
            {resolutionOutcome === 'PENDING' && <Badge tone="low">Being carried out</Badge>}
          </Flex>
          <Box fontWeight={700} marginTop={1.5} overflowWrap="anywhere">
            <chakra.span asChild _before={{ content: '""', position: 'absolute', inset: 0, borderRadius: 'card' }}>
              <Link to={complaintPath(complaint.id)}>{title ?? `Complaint ${number}`}</Link>
            </chakra.span>
          </Box>
          <Box textStyle="small" color="fg.muted" marginTop={1}>
            No. {number}, {formatDay(createdAt)}. {CATEGORY_WORDS[category]}
          </Box>
          {persons && (
            <Box textStyle="small" color="fg.muted">
              {persons}
            </Box>
          )}
        </Box>
        {deeds}
      </Flex>
    </Row>
  );
}
