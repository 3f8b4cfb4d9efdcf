import { useMutation } from '@apollo/client/react';
import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import type { RefundListQuery } from '../../../__generated__/operations.ts';
import { formatDateTime } from '../../../shared/format.ts';
import { useDeed } from '../../../shared/use-deed.ts';
import { Badge } from '../../../ui/badge.tsx';
import { ActionButton, Button } from '../../../ui/button.tsx';
import { TextAreaField } from '../../../ui/field.tsx';
import { MoneyText } from '../../../ui/money.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { Row } from '../../../ui/row.tsx';
import { sagaPath } from '../../sagas/index.ts';
import { orderPath, REFUND_STATUS_WORDS } from '../../sales/index.ts';
import { APPROVE_REFUND, REJECT_REFUND } from '../operations.ts';

type Refund = NonNullable<RefundListQuery['refunds']>['edges'][number]['node'];

/** What is asked back, by whom and why, and the two answers to it. */
export function RefundRow({ refund, reload }: { refund: Refund; reload: () => Promise<unknown> }) {
  const { sale, status } = refund;
  const names = new Map(sale.lines.map(({ id, productName }) => [id, productName]));
  const { text, tone } = REFUND_STATUS_WORDS[status];
  return (
    <Row>
      <Flex justifyContent="space-between" gap={4} alignItems="flex-start">
        <Box minWidth={0}>
          <Flex gap={3} alignItems="center" flexWrap="wrap">
            <Box fontWeight={700}>
              <Link to={orderPath(sale.id)}>Order {sale.number}</Link>
            </Box>
            <Badge tone={tone}>{text}</Badge>
          </Flex>
          <Box textStyle="small" color="fg.muted" marginTop={1}>
            {formatDateTime(refund.createdAt)}
            {refund.requestedBy && `, ${refund.requestedBy.displayName}`}
            {!refund.restock && ', does not go back to the shelf'}
          </Box>
        </Box>
        <Box textStyle="figure" fontSize="1.125rem" whiteSpace="nowrap">
          <MoneyText value={refund.amount} />
        </Box>
      </Flex>
      <Box marginTop={2}>
        {refund.lines
          .map(({ saleLineId, quantity }) => `${quantity} × ${names.get(saleLineId) ?? 'a line'}`)
          .join(', ')}
      </Box>
      {refund.reason && (
        <Box marginTop={1} color="fg.muted">
          “{refund.reason}”
        </Box>
      )}
      {refund.rejectionReason && <Box marginTop={1}>Rejected: {refund.rejectionReason}</Box>}
      {refund.saga && (
        <Box marginTop={1} textStyle="small" textDecoration="underline">
          <Link to={sagaPath(refund.saga.id)}>How it is carried out</Link>
        </Box>
      )}
      {status === 'REQUESTED' && <Decision refund={refund} reload={reload} />}
    </Row>
  );
}

function Decision({ refund: { id, version, sale }, reload }: { refund: Refund; reload: () => Promise<unknown> }) {
  const options = { refetchQueries: ['RefundList'], awaitRefetchQueries: true };
  const [approve] = useMutation(APPROVE_REFUND, options);
  const [reject] = useMutation(REJECT_REFUND, options);
  const { busy, refusal, faults, run } = useDeed(reload);
  /** Null until the form was opened once: then the button that opens it takes the focus back. */
  const [rejecting, setRejecting] = useState<boolean | null>(null);
  const input = { refundId: id, expectedVersion: version };
  const about = `refund of order ${sale.number}`;

  const onReject = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    void run(
      async () => (await reject({ variables: { input: { ...input, ...(reason && { reason }) } } })).data?.rejectRefund,
      'The refund is rejected.',
    );
  };
  const onApprove = () =>
    void run(async () => (await approve({ variables: { input } })).data?.approveRefund, 'The refund is approved.');
  return (
    <Stack gap={3} marginTop={3}>
      {rejecting ? (
        <chakra.form onSubmit={onReject} display="flex" flexDirection="column" gap={3}>
          <TextAreaField
            label="Why not?"
            name="reason"
            maxLength={1_000}
            autoFocus
            hint="The customer is told."
            error={faults['reason']}
          />
          <Flex gap={2} flexWrap="wrap">
            <ActionButton type="submit" variant="danger" held={busy}>
              Reject
            </ActionButton>
            <Button variant="quiet" onClick={() => setRejecting(false)}>
              Back
            </Button>
          </Flex>
        </chakra.form>
      ) : (
        <Flex gap={2} flexWrap="wrap">
          <ActionButton held={busy} onClick={onApprove} aria-label={`Approve the ${about}`}>
            Approve
          </ActionButton>
          <ActionButton
            variant="danger"
            held={busy}
            autoFocus={rejecting === false}
            onClick={() => setRejecting(true)}
            aria-label={`Reject the ${about}`}
          >
            Reject
          </ActionButton>
        </Flex>
      )}
      <Refusal text={refusal} />
    </Stack>
  );
}
