import { gql, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Box, Flex, Stack } from '@chakra-ui/react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { OrderListQuery, OrderListQueryVariables, SaleOrderDirection } from '../../../__generated__/operations.ts';
import { useViewer } from '../../../session/current.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import { Button } from '../../../ui/button.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { Page } from '../../../ui/page.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty } from '../../../ui/states.tsx';
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
  const { data, previousData, error, refetch, fetchMore } = useQuery(ORDER_LIST, {
    skip: !viewer,
    variables: { userId: viewer?.id ?? '', first: PAGE, direction },
    fetchPolicy: 'cache-and-network',
  });
  const list = data?.sales;
  // The choice stays, and keeps the focus, while the list is read in another order.
  const sortable = ((data ?? previousData)?.sales?.edges.length ?? 0) > 1;
  return (
    <Page
      title="Your orders"
      aside={
        <Flex gap={3} alignItems="flex-end" flexWrap="wrap">
          <Button asChild variant="quiet">
            <Link to={complaintsPath}>Your complaints</Link>
          </Button>
          {sortable && <OrderField direction={direction} onChange={setDirection} />}
        </Flex>
      }
    >
      <ListStates
        what="your orders"
        count={list?.edges.length}
        error={error}
        retry={() => void refetch()}
        empty={
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
        }
      >
        <Stack as="ul" listStyleType="none" gap={3}>
          {list?.edges.map(({ node }) => (
            <OrderRow key={node.id} sale={node} />
          ))}
        </Stack>
        {list?.pageInfo.hasNextPage && (
          <ShowMore onMore={() => fetchMore({ variables: { after: list.pageInfo.endCursor } })} />
        )}
      </ListStates>
    </Page>
  );
}

function OrderField({
  direction,
  onChange,
}: {
  direction: SaleOrderDirection;
  onChange: (direction: SaleOrderDirection) => void;
}) {
  return (
    <Box width="190px">
      <SelectField
        label="Order"
        value={direction}
        onChange={({ currentTarget }) => onChange(currentTarget.value === 'ASC' ? 'ASC' : 'DESC')}
      >
        <option value="DESC">Newest first</option>
        <option value="ASC">Oldest first</option>
      </SelectField>
    </Box>
  );
}
