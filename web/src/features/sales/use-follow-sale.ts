import { gql, type TypedDocumentNode } from '@apollo/client';
import { useSubscription } from '@apollo/client/react';
import { useRef } from 'react';
import type {
  SaleStatus,
  SaleUpdatedSubscription,
  SaleUpdatedSubscriptionVariables,
} from '../../__generated__/operations.ts';

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
  const first = useRef<{ id: string; version: number } | null>(null);
  if (sale && first.current?.id !== sale.id) first.current = { id: sale.id, version: sale.version };
  useSubscription(SALE_UPDATED, {
    variables: { saleId: first.current?.id ?? '', afterVersion: first.current?.version ?? 0 },
    skip: !sale || sale.status === 'CANCELLED',
    ignoreResults: true,
  });
}
