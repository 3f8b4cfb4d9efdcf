import { gql, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { ComplaintsOfOrderQuery, ComplaintsOfOrderQueryVariables } from '../../../__generated__/operations.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { COMPLAINT_ROW } from '../operations.ts';
import { newComplaintPath } from '../urls.ts';
import { ComplaintRow } from './ComplaintRow.tsx';

const COMPLAINTS_OF_ORDER: TypedDocumentNode<ComplaintsOfOrderQuery, ComplaintsOfOrderQueryVariables> = gql`
  query ComplaintsOfOrder($id: ID!) {
    sale(id: $id) {
      id
      complaints(first: 10) {
        edges {
          node {
            id
            ...ComplaintRow
          }
        }
      }
    }
  }
  ${COMPLAINT_ROW}
`;

/** What was complained about an order, and the way to do so for whoever bought it. Without an answer there is still the way. */
export function ComplaintsOfOrder({ saleId, own }: { saleId: string; own: boolean }) {
  const { data } = useQuery(COMPLAINTS_OF_ORDER, { variables: { id: saleId }, fetchPolicy: 'cache-and-network' });
  const edges = data?.sale?.complaints?.edges ?? [];
  if (!own && edges.length === 0) return null;
  // Complaints are sheets of their own; an invitation needs one.
  const Frame = edges.length > 0 ? chakra.section : Card;
  return (
    <Frame aria-labelledby="complaints-heading" data-no-print>
      <Stack gap={3}>
        <Flex justifyContent="space-between" alignItems="center" gap={3} flexWrap="wrap">
          <Box as="h2" id="complaints-heading" textStyle="heading">
            {edges.length > 0 ? 'Complaints about it' : 'Is something not right?'}
          </Box>
          {own && (
            <Button asChild variant="outline">
              <Link to={newComplaintPath(saleId)}>Complain</Link>
            </Button>
          )}
        </Flex>
        {edges.length > 0 && (
          <Stack as="ul" listStyleType="none" gap={3}>
            {edges.map(({ node }) => (
              <ComplaintRow key={node.id} complaint={node} />
            ))}
          </Stack>
        )}
      </Stack>
    </Frame>
  );
}
