import { Box, Grid } from '@chakra-ui/react';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { plural } from '../../../shared/format.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Page } from '../../../ui/page.tsx';
import { Bone, Empty, Fault, Loading } from '../../../ui/states.tsx';
import { useLiveStock } from '../../catalog/index.ts';
import { useChosenStore } from '../../stores/index.ts';
import { countUnits, totalOf } from '../cart.ts';
import { CartLineRow } from '../components/CartLineRow.tsx';
import { CheckoutPanel } from '../components/CheckoutPanel.tsx';
import { useCartProducts } from '../use-cart-products.ts';
import { useCart } from '../use-cart.ts';

/** The cart of this person at this store, at today's prices, and the way to pay. */
export function Component() {
  const { storeId, store, error: storesError, retry } = useChosenStore();
  const { cart, setQuantity, remove, clear } = useCart();
  const ids = useMemo(() => cart.lines.map(({ productId }) => productId).sort(), [cart]);
  const products = useCartProducts(storeId, ids);
  useLiveStock(storeId, ids);
  const total = totalOf(cart, ({ productId }) => products.of(productId)?.product?.price ?? null);

  if (cart.lines.length === 0)
    return (
      <Page title="Your cart" hiddenTitle>
        <Empty
          icon="basket"
          title="Your cart is empty"
          action={
            <Button asChild>
              <Link to="/">To the shelf</Link>
            </Button>
          }
        >
          {store
            ? `What you pick at ${store.name} waits here, also when you come back another day.`
            : 'What you pick waits here.'}
        </Empty>
      </Page>
    );
  return (
    <Page title="Your cart" aside={<Box color="fg.muted">{plural(countUnits(cart), 'item')}</Box>}>
      <Grid
        gridTemplateColumns={{ base: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 400px' }}
        gap={{ base: 5, md: 8 }}
        alignItems="start"
      >
        <Card aria-label="What you buy">
          {products.error !== undefined && (
            <Fault
              error={products.error}
              title="Some prices could not be read."
              retry={() => void products.refresh()}
            />
          )}
          <Box as="ul" listStyleType="none" marginBlock={-4}>
            {cart.lines.map((line) => (
              <CartLineRow
                key={line.productId}
                line={line}
                product={products.of(line.productId)?.error ? undefined : products.of(line.productId)?.product}
                onQuantity={(quantity) => setQuantity(line.productId, quantity)}
                onRemove={() => remove(line.productId)}
              />
            ))}
          </Box>
        </Card>
        {store ? (
          <CheckoutPanel
            cart={cart}
            store={store}
            total={total}
            onBought={clear}
            onPricesChanged={() => void products.refresh()}
          />
        ) : storesError ? (
          <Fault error={storesError} title="The stores could not be read." retry={retry} />
        ) : (
          <Loading what="the store">
            <Bone height="320px" />
          </Loading>
        )}
      </Grid>
    </Page>
  );
}
