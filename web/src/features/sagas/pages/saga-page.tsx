import { gql, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Box, Stack } from '@chakra-ui/react';
import { Link, useParams } from 'react-router';
import type { SagaPageQuery, SagaPageQueryVariables } from '../../../__generated__/operations.ts';
import { useViewer } from '../../../session/current.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import { formatDateTime } from '../../../shared/format.ts';
import { Button } from '../../../ui/button.tsx';
import { Page } from '../../../ui/page.tsx';
import { Bone, Empty, Fault, Loading } from '../../../ui/states.tsx';
import { auditPath } from '../../admin/index.ts';
import { orderPath } from '../../sales/index.ts';
import { SagaStepper } from '../components/SagaStepper.tsx';
import { SAGA_PROGRESS } from '../saga-progress.ts';
import { sagaTitle } from '../saga-words.ts';

const SAGA_PAGE: TypedDocumentNode<SagaPageQuery, SagaPageQueryVariables> = gql`
  query SagaPage($id: ID!) {
    saga(id: $id) {
      id
      type
      createdAt
      correlationId
      sale {
        id
        number
      }
      ...SagaProgress
    }
  }
  ${SAGA_PROGRESS}
`;

export function Component() {
  return (
    <MembersOnly title="Step by step">
      <SagaAlone />
    </MembersOnly>
  );
}

/** One saga of any type, step by step; orders are better read on their own page, which this one leads to. */
function SagaAlone() {
  const { sagaId = '' } = useParams();
  const viewer = useViewer();
  const { data, loading, error, refetch } = useQuery(SAGA_PAGE, {
    variables: { id: sagaId },
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  const saga = data?.saga;
  if (!saga)
    return (
      <Page title="Step by step" hiddenTitle>
        {loading ? (
          <Loading what="the steps">
            <Bone height="420px" />
          </Loading>
        ) : error ? (
          <Fault error={error} title="The steps could not be read." retry={() => void refetch()} />
        ) : (
          <Empty icon="orders" title="There is nothing under this number">
            The address may be mistyped.
          </Empty>
        )}
      </Page>
    );
  return (
    <Page
      title={sagaTitle(saga.type, saga.sale?.number ?? null)}
      aside={
        saga.sale && (
          <Button asChild variant="outline">
            <Link to={orderPath(saga.sale.id)}>To the order</Link>
          </Button>
        )
      }
    >
      <Stack gap={5} maxWidth="720px">
        <SagaStepper key={saga.id} saga={saga} />
        <Box textStyle="small" color="fg.muted">
          <Box>Began {formatDateTime(saga.createdAt)}</Box>
          <Box>Correlation id {saga.correlationId}</Box>
          {viewer?.role === 'ADMIN' && (
            <Box textDecoration="underline">
              <Link to={auditPath({ correlation: saga.correlationId })}>The whole story, in the audit store</Link>
            </Box>
          )}
        </Box>
      </Stack>
    </Page>
  );
}
