import { gql, type FragmentType, type TypedDocumentNode } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Box, chakra, Flex } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { ProductCardFragment } from '../../../__generated__/operations.ts';
import { MoneyText } from '../../../ui/money.tsx';
import { Plate } from '../../../ui/plate.tsx';
import { productPath } from '../urls.ts';
import { AddButton } from './AddButton.tsx';
import { StockText } from './StockText.tsx';

export const PRODUCT_CARD: TypedDocumentNode<ProductCardFragment, { storeId: string }> = gql`
  fragment ProductCard on Product {
    id
    sku
    name
    imageUrl
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
`;

/** One product on the shelf: the whole card leads to it, the button puts it into the cart. */
export function ProductCard({
  product,
  storeId,
  elementRef,
  eager,
}: {
  product: FragmentType<ProductCardFragment>;
  storeId: string;
  elementRef: (element: Element | null) => void;
  eager: boolean;
}) {
  const { data, complete } = useFragment({ fragment: PRODUCT_CARD, from: product, variables: { storeId } });
  if (!complete) return null;
  const { id, sku, name, imageUrl, price, stock } = data;
  return (
    <chakra.li
      ref={elementRef}
      position="relative"
      display="flex"
      flexDirection="column"
      bg="bg.card"
      borderRadius="card"
      boxShadow="card"
      overflow="hidden"
      transition="box-shadow 160ms"
      _hover={{ boxShadow: 'lifted' }}
    >
      <Box position="relative" bg="bg.sunken" aspectRatio="1">
        <chakra.img
          src={imageUrl}
          alt=""
          width="100%"
          height="100%"
          objectFit="cover"
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          opacity={stock?.status === 'OUT' ? 0.45 : 1}
        />
        <Plate position="absolute" insetInlineStart={3} bottom={-3}>
          <MoneyText value={price} />
        </Plate>
      </Box>
      <Flex flex="1" alignItems="flex-end" gap={2} padding={3} paddingTop={5}>
        <Box
          flex="1"
          minWidth={0}
          alignSelf="stretch"
          display="flex"
          flexDirection="column"
          justifyContent="space-between"
          gap={1.5}
        >
          <Box as="h2" fontWeight={600} lineHeight={1.3}>
            <chakra.span asChild _before={{ content: '""', position: 'absolute', inset: 0 }}>
              <Link to={productPath(sku)}>{name}</Link>
            </chakra.span>
          </Box>
          <Box textStyle="small">
            <StockText level={stock} />
          </Box>
        </Box>
        <Box position="relative">
          <AddButton
            product={{ productId: id, sku, name, imageUrl, price }}
            available={stock?.available ?? null}
            label="plus"
          />
        </Box>
      </Flex>
    </chakra.li>
  );
}
