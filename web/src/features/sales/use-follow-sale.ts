import { gql, type TypedDocumentNode } from '@apollo/client';
import { useSubscription } from '@apollo/client/react';
import type {
  SaleStatus,
  SaleUpdatedSubscription,
  SaleUpdatedSubscriptionVariables,
} from '../../__generated__/operations.ts';
import { useFirstSeen } from '../../shared/use-first-seen.ts';

const SALE_UPDATED: TypedDocumentNode<SaleUpdatedSubscription, SaleUpdatedSubscriptionVariables> = gql`
  subscription SaleUpdated($saleId: ID!, $afterVersion: Int) {
    saleUpdated(saleId: $saleId, afterVersion: $afterVersion) {
      id
      status
      version
      confirmedAt
      refundedTotal {
        amountMinor
        currency
      }
      payment {
        id
        state
      }
      lines {
        id
        refundedQuantity
      }
    }
  }
`;

/** Keeps one sale up to date from the version that the page has read. One that was not made changes no more. */
export function useFollowSale(sale: { id: string; version: number; status: SaleStatus } | null): void {
  const first = useFirstSeen(sale);
  useSubscription(SALE_UPDATED, {
    variables: { saleId: first?.id ?? '', afterVersion: first?.version ?? 0 },
    skip: !sale || sale.status === 'CANCELLED',
    ignoreResults: true,
  });
}
