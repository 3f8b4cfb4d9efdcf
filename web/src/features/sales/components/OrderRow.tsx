import { gql, type FragmentType, type TypedDocumentNode } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Box, chakra, Flex } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { OrderRowFragment } from '../../../__generated__/operations.ts';
import { formatDay } from '../../../shared/format.ts';
import { Badge } from '../../../ui/badge.tsx';
import { MoneyText } from '../../../ui/money.tsx';
import { Row } from '../../../ui/row.tsx';
import { orderPath } from '../urls.ts';
import { useFollowSale } from '../use-follow-sale.ts';
import { StatusBadge } from './StatusBadge.tsx';

export const ORDER_ROW: TypedDocumentNode<OrderRowFragment> = gql`
  fragment OrderRow on Sale {
    id
    number
    kind
    status
    version
    createdAt
    store {
      id
      name
    }
    lines {
      id
      productName
      quantity
    }
    total {
      amountMinor
      currency
    }
  }
`;

/** One order in the list; one that is still on its way is followed. */
export function OrderRow({ sale: reference }: { sale: FragmentType<OrderRowFragment> }) {
  const { data: sale, complete } = useFragment({ fragment: ORDER_ROW, from: reference });
  useFollowSale(complete && sale.status === 'PENDING' ? sale : null);
  if (!complete) return null;
  const names = sale.lines
    .map(({ productName, quantity }) => (quantity > 1 ? `${quantity} × ${productName}` : productName))
    .join(', ');
  return (
    <Row position="relative" _hover={{ boxShadow: 'lifted' }}>
      <Flex justifyContent="space-between" gap={4} alignItems="flex-start">
        <Box minWidth={0}>
          <Flex gap={3} alignItems="center" flexWrap="wrap">
            <chakra.span
              fontWeight={700}
              asChild
              _before={{ content: '""', position: 'absolute', inset: 0, borderRadius: 'card' }}
            >
              <Link to={orderPath(sale.id)}>Order {sale.number}</Link>
            </chakra.span>
            <StatusBadge status={sale.status} />
            {sale.kind === 'REPLACEMENT' && <Badge>Replacement</Badge>}
          </Flex>
          <Box textStyle="small" color="fg.muted" marginTop={1}>
            {formatDay(sale.createdAt)}
            {sale.store && `, ${sale.store.name}`}
          </Box>
          <Box marginTop={1} lineClamp={2}>
            {names}
          </Box>
        </Box>
        <Box textStyle="figure" fontSize="1.125rem" whiteSpace="nowrap">
          <MoneyText value={sale.total} />
        </Box>
      </Flex>
    </Row>
  );
}
