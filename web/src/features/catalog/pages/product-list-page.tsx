import { gql, NetworkStatus, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Box, chakra, Grid } from '@chakra-ui/react';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import type {
  ProductFilter,
  ProductListQuery,
  ProductListQueryVariables,
  ShelvesQuery,
  ShelvesQueryVariables,
} from '../../../__generated__/operations.ts';
import { announce } from '../../../shared/announce.ts';
import { plural } from '../../../shared/format.ts';
import { Button } from '../../../ui/button.tsx';
import { Page } from '../../../ui/page.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Bone, Empty, Fault, Loading } from '../../../ui/states.tsx';
import { shortName, useChosenStore } from '../../stores/index.ts';
import { PRODUCT_CARD, ProductCard } from '../components/ProductCard.tsx';
import { ShelfControls } from '../components/ShelfControls.tsx';
import { readShelfView, SORTS, writeShelfView, type ShelfView } from '../shelf-view.ts';
import { useLiveStock } from '../use-live-stock.ts';
import { useVisibleIds } from '../use-visible-ids.ts';

const PAGE = 24;

const SHELVES: TypedDocumentNode<ShelvesQuery, ShelvesQueryVariables> = gql`
  query Shelves {
    categories {
      id
      name
    }
  }
`;

const PRODUCT_LIST: TypedDocumentNode<ProductListQuery, ProductListQueryVariables> = gql`
  query ProductList(
    $storeId: ID!
    $first: Int!
    $after: String
    $search: String
    $filter: ProductFilter
    $orderBy: ProductOrder
  ) {
    products(first: $first, after: $after, search: $search, filter: $filter, orderBy: $orderBy) {
      edges {
        cursor
        node {
          id
          ...ProductCard
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
  ${PRODUCT_CARD}
`;

const Shelf = chakra(Grid, {
  base: {
    listStyleType: 'none',
    gap: { base: 3, md: 6 },
    gridTemplateColumns: {
      base: 'repeat(2, minmax(0, 1fr))',
      md: 'repeat(3, minmax(0, 1fr))',
      lg: 'repeat(4, minmax(0, 1fr))',
    },
  },
});

/** The shelf of the chosen store: search, categories, live stock, and more on demand. */
export function Component() {
  const [params, setParams] = useSearchParams();
  const view = readShelfView(params);
  const change = (next: ShelfView) => setParams(writeShelfView(next), { replace: true, preventScrollReset: true });
  const { storeId, store, error: storesError, retry: retryStores } = useChosenStore();
  const { data: shelves } = useQuery(SHELVES);
  const { data, previousData, error, networkStatus, refetch, fetchMore } = useQuery(PRODUCT_LIST, {
    skip: !storeId,
    notifyOnNetworkStatusChange: true,
    variables: {
      storeId: storeId ?? '',
      first: PAGE,
      search: view.search || null,
      filter: filterOf(view, storeId),
      orderBy: SORTS[view.sort].orderBy,
    },
  });
  const { visibleIds, refOf } = useVisibleIds();
  useLiveStock(storeId, visibleIds);

  const loading = networkStatus === NetworkStatus.loading || networkStatus === NetworkStatus.setVariables;
  // While another view is on its way the last one stays, dimmed: no flicker at each letter.
  const products = data?.products ?? (loading ? previousData?.products : null);
  const shown = data?.products?.edges.length;
  const hasMore = data?.products?.pageInfo.hasNextPage ?? false;
  useAnnouncedCount(shown, hasMore, view);

  return (
    <Page title={store ? `On the shelf at ${shortName(store.name)}` : 'On the shelf'}>
      <ShelfControls view={view} categories={shelves?.categories ?? []} onChange={change} />
      {storesError ? (
        <Fault error={storesError} title="The stores could not be read." retry={retryStores} />
      ) : products && products.edges.length > 0 && storeId ? (
        <>
          {error && <Fault error={error} title="Part of the shelf could not be read." retry={() => void refetch()} />}
          <Shelf as="ul" opacity={loading ? 0.55 : 1} transition="opacity 140ms" aria-busy={loading}>
            {products.edges.map(({ node }, index) => (
              <ProductCard
                key={node.id}
                product={node}
                storeId={storeId}
                elementRef={refOf(node.id)}
                eager={index < 4}
              />
            ))}
          </Shelf>
          {hasMore && (
            <ShowMore onMore={() => fetchMore({ variables: { after: data?.products?.pageInfo.endCursor } })} />
          )}
        </>
      ) : error && !data?.products ? (
        <Fault error={error} title="The shelf could not be read." retry={() => void refetch()} />
      ) : products ? (
        <Empty
          icon="search"
          title="Nothing like that on this shelf"
          action={
            <Button
              variant="outline"
              onClick={() => change({ search: '', categoryId: null, sort: view.sort, inStockOnly: false })}
            >
              Show everything
            </Button>
          }
        >
          Try another word, or look in all categories.
        </Empty>
      ) : (
        <ShelfBones />
      )}
    </Page>
  );
}

/** The store only where the server needs it: a list that is the same for all stores is cached once. */
function filterOf({ categoryId, inStockOnly, sort }: ShelfView, storeId: string | null): ProductFilter | null {
  const byStock = inStockOnly || sort === 'stock';
  if (!categoryId && !byStock) return null;
  return { ...(categoryId && { categoryId }), ...(byStock && { storeId }), ...(inStockOnly && { inStockOnly }) };
}

/** Readers hear what a search brought; the first list of a visit speaks for itself. */
function useAnnouncedCount(shown: number | undefined, hasMore: boolean, view: ShelfView): void {
  const key = JSON.stringify(view);
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (shown === undefined) return;
    if (told.current !== null)
      announce(
        shown === 0 ? 'No products found' : `${plural(shown, 'product')} shown${hasMore ? ', and more below' : ''}`,
      );
    told.current = key;
  }, [shown, hasMore, key]);
}

function ShelfBones() {
  return (
    <Loading what="products">
      <Shelf>
        {Array.from({ length: 8 }, (_, index) => (
          <Box key={index} bg="bg.card" borderRadius="card" overflow="hidden">
            <Bone aspectRatio="1" borderRadius="0" />
            <Box padding={3}>
              <Bone height="18px" width="80%" marginBottom={2} />
              <Bone height="14px" width="50%" />
            </Box>
          </Box>
        ))}
      </Shelf>
    </Loading>
  );
}
