import { gql, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import type { MyStoreCreditQuery, MyStoreCreditQueryVariables } from '../../__generated__/operations.ts';
import type { Money } from '../../shared/format.ts';

const MY_STORE_CREDIT: TypedDocumentNode<MyStoreCreditQuery, MyStoreCreditQueryVariables> = gql`
  query MyStoreCredit {
    me {
      id
      storeCredit {
        amountMinor
        currency
      }
    }
  }
`;

/** What this person can spend with store credit, a sum for each currency; null for guests, and until it is known. */
export function useStoreCredit(signedIn: boolean): Money[] | null {
  const { data } = useQuery(MY_STORE_CREDIT, { skip: !signedIn, fetchPolicy: 'cache-and-network' });
  return data?.me?.storeCredit ?? null;
}
