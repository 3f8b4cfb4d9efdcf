import { gql, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Box, chakra, Flex, Grid, Stack } from '@chakra-ui/react';
import { useMemo } from 'react';
import { Link, useParams } from 'react-router';
import type { ProductPageQuery, ProductPageQueryVariables } from '../../../__generated__/operations.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { MoneyText } from '../../../ui/money.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { Plate } from '../../../ui/plate.tsx';
import { Bone, Empty, Fault, Loading } from '../../../ui/states.tsx';
import { useChosenStore } from '../../stores/index.ts';
import { AddButton } from '../components/AddButton.tsx';
import { STORE_STOCK, StoreStock } from '../components/StoreStock.tsx';

const PRODUCT_PAGE: TypedDocumentNode<ProductPageQuery, ProductPageQueryVariables> = gql`
  query ProductPage($sku: String!) {
    productBySku(sku: $sku) {
      id
      sku
      name
      description
      imageUrl
      archivedAt
      price {
        amountMinor
        currency
      }
      category {
        id
        name
      }
      stockByStore {
        id
        storeId
        available
        ...StoreStock
      }
    }
  }
  ${STORE_STOCK}
`;

/** One product: what it is, what it costs, and how much of it each store has right now. */
export function Component() {
  const { sku = '' } = useParams();
  const { data, loading, error, refetch } = useQuery(PRODUCT_PAGE, {
    variables: { sku },
    fetchPolicy: 'cache-and-network',
  });
  const { storeId, store, choose } = useChosenStore();
  const product = data?.productBySku;
  const levels = useMemo(() => product?.stockByStore ?? [], [product]);
  const here = levels.find((level) => level.storeId === storeId);

  if (!product) {
    if (loading) return <ProductBones />;
    return (
      <Page title="Product" hiddenTitle>
        {error ? (
          <Fault error={error} title="The product could not be read." retry={() => void refetch()} />
        ) : (
          <Empty icon="search" title="There is no such product" action={<ToShelf />}>
            It may have left the catalogue, or the address is mistyped.
          </Empty>
        )}
      </Page>
    );
  }
  const { id, name, imageUrl, price, category, description, archivedAt } = product;
  return (
    <Page title={name} hiddenTitle>
      <Box marginBottom={4}>
        <ToShelf categoryId={category.id} label={category.name} />
      </Box>
      <Grid
        gridTemplateColumns={{ base: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' }}
        gap={{ base: 6, md: 10 }}
      >
        <Box
          bg="bg.sunken"
          borderRadius="card"
          overflow="hidden"
          aspectRatio={{ base: '16 / 11', md: '1' }}
          width="full"
        >
          <chakra.img src={imageUrl} alt={`Picture of ${name}`} width="100%" height="100%" objectFit="cover" />
        </Box>
        <Stack gap={5} alignItems="flex-start">
          <Box>
            <Box textStyle="display" aria-hidden>
              {name}
            </Box>
            <Box color="fg.muted" textStyle="small" marginTop={2}>
              {product.sku}
            </Box>
          </Box>
          <Plate size="lg">
            <MoneyText value={price} />
          </Plate>
          <Box textStyle="lead" maxWidth="56ch">
            {description}
          </Box>
          {archivedAt ? (
            <Notice tone="low">This product is not sold any more.</Notice>
          ) : (
            <AddButton
              product={{ productId: id, sku: product.sku, name, imageUrl, price }}
              available={here?.available ?? null}
              label="words"
            />
          )}
          {error && <Fault error={error} title="Some of this could not be read." retry={() => void refetch()} />}
          <Box as="section" width="full" aria-labelledby="stock-heading">
            <Box as="h2" id="stock-heading" textStyle="heading" marginBottom={2}>
              In our stores, right now
            </Box>
            <Box as="ul" listStyleType="none" bg="bg.card" borderRadius="card" boxShadow="card">
              {levels.map((level) => (
                <StoreStock
                  key={level.id}
                  level={level}
                  productId={id}
                  chosen={level.storeId === store?.id}
                  onChoose={() => choose(level.storeId)}
                />
              ))}
            </Box>
          </Box>
        </Stack>
      </Grid>
    </Page>
  );
}

function ToShelf({ categoryId, label = 'The whole shelf' }: { categoryId?: string; label?: string }) {
  return (
    <Button asChild variant="quiet" marginInlineStart={-3}>
      <Link to={categoryId ? `/?category=${categoryId}` : '/'}>
        <Icon name="back" />
        {label}
      </Link>
    </Button>
  );
}

function ProductBones() {
  return (
    <Page title="Product" hiddenTitle>
      <Loading what="the product">
        <Grid gridTemplateColumns={{ base: '1fr', md: '1fr 1fr' }} gap={{ base: 6, md: 10 }}>
          <Bone aspectRatio="1" />
          <Flex direction="column" gap={5}>
            <Bone height="44px" width="70%" />
            <Bone height="48px" width="30%" />
            <Bone height="72px" />
            <Bone height="240px" />
          </Flex>
        </Grid>
      </Loading>
    </Page>
  );
}
