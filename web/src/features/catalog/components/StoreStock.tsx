import { gql, type FragmentType, type TypedDocumentNode } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Box, Flex, Grid } from '@chakra-ui/react';
import type { StoreStockFragment } from '../../../__generated__/operations.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useLiveStock } from '../use-live-stock.ts';
import { StockText } from './StockText.tsx';

export const STORE_STOCK: TypedDocumentNode<StoreStockFragment> = gql`
  fragment StoreStock on StockLevel {
    id
    storeId
    available
    status
    store {
      id
      name
      address
      closedAt
    }
  }
`;

/** What one store has of a product, live, and the way to shop there. */
export function StoreStock({
  level,
  productId,
  chosen,
  onChoose,
}: {
  level: FragmentType<StoreStockFragment>;
  productId: string;
  chosen: boolean;
  onChoose: () => void;
}) {
  const { data, complete } = useFragment({ fragment: STORE_STOCK, from: level });
  useLiveStock(complete ? data.storeId : null, [productId]);
  if (!complete || !data.store || data.store.closedAt) return null;
  const { name, address } = data.store;
  return (
    <Grid
      as="li"
      gridTemplateAreas={{ base: '"name action" "stock action"', sm: '"name stock action"' }}
      gridTemplateColumns={{ base: 'minmax(0, 1fr) auto', sm: 'minmax(0, 1fr) auto auto' }}
      alignItems="center"
      columnGap={3}
      padding={3}
      paddingInlineStart={4}
      borderBottom="1px solid"
      borderColor="line.soft"
      _last={{ borderBottom: 'none' }}
    >
      <Box gridArea="name">
        <Box fontWeight={600}>{name}</Box>
        <Box textStyle="small" color="fg.muted">
          {address}
        </Box>
      </Box>
      <Box gridArea="stock" textStyle="small">
        <StockText level={data} />
      </Box>
      {chosen ? (
        <Flex
          gridArea="action"
          alignItems="center"
          gap={1.5}
          minHeight="touch"
          minWidth="104px"
          justifyContent="center"
          textStyle="small"
          fontWeight={600}
          color="enamel.text"
        >
          <Icon name="pin" /> Your store
        </Flex>
      ) : (
        <Button
          gridArea="action"
          variant="quiet"
          minWidth="104px"
          onClick={onChoose}
          aria-label={`Shop here, at ${name}`}
        >
          Shop here
        </Button>
      )}
    </Grid>
  );
}
