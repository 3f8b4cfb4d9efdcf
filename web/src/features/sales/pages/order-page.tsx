import { gql, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Box, Flex, Grid, Stack } from '@chakra-ui/react';
import { Link, useParams } from 'react-router';
import type { OrderPageQuery, OrderPageQueryVariables } from '../../../__generated__/operations.ts';
import { useViewer } from '../../../session/current.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import { useNewest } from '../../../shared/use-newest.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { Bone, Empty, Fault, Loading } from '../../../ui/states.tsx';
import { partPath } from '../../admin/index.ts';
import { ComplaintsOfOrder } from '../../complaints/index.ts';
import { SAGA_PROGRESS, SagaStepper } from '../../sagas/index.ts';
import { RECEIPT, Receipt } from '../components/Receipt.tsx';
import { Refunds } from '../components/Refunds.tsx';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { REFUNDABLE_SALE } from '../refund-operations.ts';
import { useFollowSale } from '../use-follow-sale.ts';
import { ordersPath } from '../urls.ts';

const ORDER_PAGE: TypedDocumentNode<OrderPageQuery, OrderPageQueryVariables> = gql`
  query OrderPage($id: ID!) {
    sale(id: $id) {
      id
      number
      status
      version
      user {
        id
      }
      ...Receipt
      ...RefundableSale
      saga {
        id
        ...SagaProgress
      }
    }
  }
  ${RECEIPT}
  ${REFUNDABLE_SALE}
  ${SAGA_PROGRESS}
`;

export function Component() {
  return (
    <MembersOnly title="Order">
      <Order />
    </MembersOnly>
  );
}

/** One order, from "Buy" to the receipt: its steps live, and what was ordered. */
function Order() {
  const { saleId = '' } = useParams();
  const viewer = useViewer();
  const { data, loading, error, refetch } = useQuery(ORDER_PAGE, {
    variables: { id: saleId },
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  const sale = data?.sale;
  const newest = useNewest(sale ?? null);
  useFollowSale(newest);

  if (!sale)
    return (
      <Page title="Order" hiddenTitle>
        {loading ? (
          <OrderBones />
        ) : error ? (
          <Fault error={error} title="The order could not be read." retry={() => void refetch()} />
        ) : (
          <Empty icon="orders" title="There is no such order" action={<ToOrders />}>
            The address may be mistyped.
          </Empty>
        )}
      </Page>
    );
  const own = sale.user?.id === viewer?.id;
  const looksAfter = viewer?.role === 'MANAGER' || viewer?.role === 'ADMIN';
  return (
    <Page title={`Order ${sale.number}`} aside={<StatusBadge status={newest?.status ?? sale.status} />}>
      <Grid
        gridTemplateColumns={{ base: 'minmax(0, 1fr)', lg: sale.saga ? 'minmax(0, 1fr) 400px' : 'minmax(0, 560px)' }}
        gap={{ base: 5, md: 8 }}
        alignItems="start"
      >
        {sale.saga ? (
          <SagaStepper key={sale.saga.id} saga={sale.saga} />
        ) : (
          error && (
            <Notice tone="low" title="The steps of this order cannot be read right now.">
              What you ordered is below; the order goes on all the same.
            </Notice>
          )
        )}
        <Stack gap={{ base: 5, md: 8 }} minWidth={0}>
          <Receipt sale={sale} />
          {viewer && <Refunds sale={sale} viewer={viewer} reload={refetch} />}
          {viewer && newest?.status !== 'PENDING' && <ComplaintsOfOrder saleId={sale.id} own={own} />}
        </Stack>
      </Grid>
      <Flex gap={3} marginTop={6} flexWrap="wrap" data-no-print>
        {own ? <ToOrders /> : looksAfter && <ToOffice />}
        {own && (
          <Button asChild variant="quiet">
            <Link to="/">Go on shopping</Link>
          </Button>
        )}
      </Flex>
    </Page>
  );
}

function ToOrders() {
  return (
    <Button asChild variant="outline">
      <Link to={ordersPath}>
        <Icon name="back" />
        All your orders
      </Link>
    </Button>
  );
}

/** For those who look after the orders of others. */
function ToOffice() {
  return (
    <Button asChild variant="outline">
      <Link to={partPath('sagas')}>
        <Icon name="back" />
        To the back office
      </Link>
    </Button>
  );
}

function OrderBones() {
  return (
    <Loading what="the order">
      <Bone height="44px" width="240px" marginBottom={6} />
      <Grid gridTemplateColumns={{ base: '1fr', lg: '1fr 400px' }} gap={8}>
        <Box>
          <Bone height="420px" />
        </Box>
        <Bone height="320px" />
      </Grid>
    </Loading>
  );
}
