import { gql, type TypedDocumentNode } from '@apollo/client';
import { useSubscription } from '@apollo/client/react';
import type { StockChangedSubscription, StockChangedSubscriptionVariables } from '../../__generated__/operations.ts';

const STOCK_CHANGED: TypedDocumentNode<StockChangedSubscription, StockChangedSubscriptionVariables> = gql`
  subscription StockChanged($storeId: ID!, $productIds: [ID!]!) {
    stockChanged(storeId: $storeId, productIds: $productIds) {
      id
      storeId
      onHand
      reserved
      available
      status
      updatedAt
    }
  }
`;

/** Keeps the stock of these products in one store up to date, wherever the page shows it. Sort the ids: another order is another stream. */
export function useLiveStock(storeId: string | null, productIds: readonly string[]): void {
  useSubscription(STOCK_CHANGED, {
    variables: { storeId: storeId ?? '', productIds: [...productIds] },
    skip: !storeId || productIds.length === 0,
    ignoreResults: true,
  });
}
