import { gql, NetworkStatus, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Box, Flex, Stack } from '@chakra-ui/react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { OrderListQuery, OrderListQueryVariables, SaleOrderDirection } from '../../../__generated__/operations.ts';
import { useViewer } from '../../../session/current.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import { ActionButton, Button } from '../../../ui/button.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Bone, Empty, Fault, Loading } from '../../../ui/states.tsx';
import { complaintsPath } from '../../complaints/index.ts';
import { ORDER_ROW, OrderRow } from '../components/OrderRow.tsx';

const PAGE = 20;

const ORDER_LIST: TypedDocumentNode<OrderListQuery, OrderListQueryVariables> = gql`
  query OrderList($userId: ID!, $first: Int!, $after: String, $direction: SaleOrderDirection!) {
    sales(
      first: $first
      after: $after
      filter: { userId: $userId }
      orderBy: { field: CREATED_AT, direction: $direction }
    ) {
      edges {
        cursor
        node {
          id
          ...OrderRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
  ${ORDER_ROW}
`;

export function Component() {
  return (
    <MembersOnly title="Your orders">
      <OrderList />
    </MembersOnly>
  );
}

/** This person's own orders, whoever they are; what others bought is not here. */
function OrderList() {
  const viewer = useViewer();
  const [direction, setDirection] = useState<SaleOrderDirection>('DESC');
  const { data, error, networkStatus, refetch, fetchMore } = useQuery(ORDER_LIST, {
    skip: !viewer,
    variables: { userId: viewer?.id ?? '', first: PAGE, direction },
    fetchPolicy: 'cache-and-network',
    notifyOnNetworkStatusChange: true,
  });
  const sales = data?.sales;
  const order = (
    <Box width="190px">
      <SelectField
        label="Order"
        value={direction}
        onChange={({ currentTarget }) => setDirection(currentTarget.value === 'ASC' ? 'ASC' : 'DESC')}
      >
        <option value="DESC">Newest first</option>
        <option value="ASC">Oldest first</option>
      </SelectField>
    </Box>
  );
  return (
    <Page
      title="Your orders"
      aside={
        <Flex gap={3} alignItems="flex-end" flexWrap="wrap">
          <Button asChild variant="quiet">
            <Link to={complaintsPath}>Your complaints</Link>
          </Button>
          {sales && sales.edges.length > 1 && order}
        </Flex>
      }
    >
      {error && <Fault error={error} title="Your orders could not be read." retry={() => void refetch()} />}
      {sales && sales.edges.length > 0 ? (
        <>
          <Stack as="ul" listStyleType="none" gap={3}>
            {sales.edges.map(({ node }) => (
              <OrderRow key={node.id} sale={node} />
            ))}
          </Stack>
          {sales.pageInfo.hasNextPage && (
            <Flex justifyContent="center" marginTop={6}>
              <ActionButton
                variant="outline"
                held={networkStatus === NetworkStatus.fetchMore}
                onClick={() => void fetchMore({ variables: { after: sales.pageInfo.endCursor } }).catch(() => {})}
              >
                {networkStatus === NetworkStatus.fetchMore ? 'Loading more…' : 'Show more'}
              </ActionButton>
            </Flex>
          )}
        </>
      ) : sales ? (
        <Empty
          icon="orders"
          title="No orders yet"
          action={
            <Button asChild>
              <Link to="/">To the shelf</Link>
            </Button>
          }
        >
          What you buy is listed here, with its receipt.
        </Empty>
      ) : (
        !error && (
          <Loading what="your orders">
            <Stack gap={3}>
              {Array.from({ length: 5 }, (_, index) => (
                <Bone key={index} height="84px" borderRadius="card" />
              ))}
            </Stack>
          </Loading>
        )
      )}
    </Page>
  );
}
