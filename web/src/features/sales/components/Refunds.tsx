import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { RefundableSaleFragment } from '../../../__generated__/operations.ts';
import type { Viewer } from '../../../session/session.ts';
import { formatDateTime } from '../../../shared/format.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { MoneyText } from '../../../ui/money.tsx';
import { sagaPath } from '../../sagas/index.ts';
import { REFUNDABLE_SALE } from '../refund-operations.ts';
import { mayAskBack } from '../refund-wish.ts';
import { REFUND_STATUS_WORDS } from '../sale-words.ts';
import { useFollowRefunds } from '../use-follow-refunds.ts';
import { RefundForm } from './RefundForm.tsx';

/** What was asked back of an order, how it stands, and the way to ask for more; nothing where there is neither. */
export function Refunds({
  sale: reference,
  viewer,
  reload,
}: {
  sale: FragmentType<RefundableSaleFragment>;
  viewer: Viewer;
  reload: () => Promise<unknown>;
}) {
  const { data: sale, complete } = useFragment({ fragment: REFUNDABLE_SALE, from: reference });
  /** Null until the form was opened once: then the button that opens it takes the focus back. */
  const [asking, setAsking] = useState<boolean | null>(null);
  const refunds = (complete && sale.refunds?.edges) || [];
  const waiting = refunds.some(({ node: { status } }) => status === 'REQUESTED' || status === 'APPROVED');
  useFollowRefunds(complete && waiting ? sale : null);
  if (!complete) return null;
  const may = mayAskBack(sale, viewer);
  if (!may && refunds.length === 0) return null;
  return (
    <Card aria-labelledby="refunds-heading" data-no-print>
      <Stack gap={4}>
        <Flex justifyContent="space-between" alignItems="center" gap={3} minHeight="touch">
          <Box as="h2" id="refunds-heading" textStyle="heading">
            Refunds
          </Box>
          {may && !asking && (
            <Button variant="outline" autoFocus={asking === false} onClick={() => setAsking(true)}>
              Ask for a refund
            </Button>
          )}
        </Flex>
        {refunds.length > 0 && (
          <Stack as="ul" listStyleType="none" gap={3}>
            {refunds.map(({ node: { id, status, amount, createdAt, rejectionReason, saga } }) => (
              <Box as="li" key={id}>
                <Flex justifyContent="space-between" gap={3} alignItems="center" flexWrap="wrap">
                  <Badge tone={REFUND_STATUS_WORDS[status].tone}>{REFUND_STATUS_WORDS[status].text}</Badge>
                  <Box fontVariantNumeric="tabular-nums">
                    <MoneyText value={amount} />
                  </Box>
                </Flex>
                <Box textStyle="small" color="fg.muted" marginTop={1}>
                  Asked for {formatDateTime(createdAt)}
                  {saga && (
                    <>
                      {', '}
                      <chakra.span textDecoration="underline" asChild>
                        <Link to={sagaPath(saga.id)}>step by step</Link>
                      </chakra.span>
                    </>
                  )}
                </Box>
                {rejectionReason && <Box textStyle="small">“{rejectionReason}”</Box>}
              </Box>
            ))}
          </Stack>
        )}
        {may && asking && <RefundForm sale={sale} reload={reload} onDone={() => setAsking(false)} />}
      </Stack>
    </Card>
  );
}
