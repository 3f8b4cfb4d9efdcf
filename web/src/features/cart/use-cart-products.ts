import { gql, type TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CartProductQuery, CartProductQueryVariables } from '../../__generated__/operations.ts';

const CART_PRODUCT: TypedDocumentNode<CartProductQuery, CartProductQueryVariables> = gql`
  query CartProduct($id: ID!, $storeId: ID!) {
    product(id: $id) {
      id
      name
      archivedAt
      price {
        amountMinor
        currency
      }
      stock(storeId: $storeId) {
        id
        available
        status
      }
    }
  }
`;

export type CartProduct = NonNullable<CartProductQuery['product']>;

/** What the catalogue says: `undefined` while it is asked, null where there is no such product any more. */
type Known = { product: CartProduct | null; error?: unknown } | undefined;

/** The products of the cart as the catalogue has them now, price and stock, and kept up to date by whatever else is read. */
export function useCartProducts(
  storeId: string | null,
  ids: readonly string[],
): { of: (id: string) => Known; error: unknown; refresh: () => Promise<void> } {
  const client = useApolloClient();
  const [known, setKnown] = useState<ReadonlyMap<string, Known>>(new Map());
  const refetches = useRef<(() => Promise<unknown>)[]>([]);
  const key = ids.join();

  useEffect(() => {
    if (!storeId || !key) return;
    const queries = key.split(',').map((id) => {
      const query = client.watchQuery({
        query: CART_PRODUCT,
        variables: { id, storeId },
        fetchPolicy: 'cache-and-network',
      });
      const watching = query.subscribe(({ data, dataState, error }) => {
        if (dataState !== 'complete' && !error) return;
        const product = (dataState === 'complete' && data.product) || null;
        setKnown((before) => new Map(before).set(id, { product, error }));
      });
      return { query, watching };
    });
    refetches.current = queries.map(
      ({ query }) =>
        () =>
          query.refetch(),
    );
    return () => {
      for (const { watching } of queries) watching.unsubscribe();
      setKnown(new Map());
    };
  }, [client, storeId, key]);

  // What fails is told by `error`, which watches each of them.
  const refresh = useCallback(
    async () => void (await Promise.allSettled(refetches.current.map((refetch) => refetch()))),
    [],
  );
  return { of: (id) => known.get(id), error: [...known.values()].find((entry) => entry?.error)?.error, refresh };
}
