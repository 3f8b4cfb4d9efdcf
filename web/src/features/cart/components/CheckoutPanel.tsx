import { Box, Flex, Stack } from '@chakra-ui/react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { SagaSimulation } from '../../../__generated__/operations.ts';
import { useSession } from '../../../session/current.ts';
import { faultKind, faultMessage } from '../../../shared/fault-message.ts';
import { formatMoney, type Money } from '../../../shared/format.ts';
import { problemMessage } from '../../../shared/problem-message.ts';
import { useShopConfig } from '../../../shared/shop-config.ts';
import { ActionButton, Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { MoneyText } from '../../../ui/money.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { orderPath, useStoreCredit } from '../../sales/index.ts';
import type { ShopStore } from '../../stores/index.ts';
import type { Cart } from '../cart.ts';
import { paymentChoices } from '../payment-choices.ts';
import { useCheckout } from '../use-checkout.ts';
import { PaymentPicker } from './PaymentPicker.tsx';

/** The total, the payment and "Buy". `total` is null while a price is not known. */
export function CheckoutPanel({
  cart,
  store,
  total,
  onBought,
  onPricesChanged,
}: {
  cart: Cart;
  store: ShopStore;
  total: Money | null;
  onBought: () => void;
  onPricesChanged: () => void;
}) {
  const session = useSession();
  const { demo } = useShopConfig();
  const navigate = useNavigate();
  const { buy, buying, problem, fault } = useCheckout();
  const [chosen, setChosen] = useState<string | null>(null);
  const [simulate, setSimulate] = useState<SagaSimulation | ''>('');
  const viewer = session.status === 'signed-in' ? session.viewer : null;
  const managesStore = viewer?.stores?.some(({ id }) => id === store.id) ?? false;
  const credit = useStoreCredit(viewer !== null);
  const choices = paymentChoices({ demo, role: viewer?.role ?? null, managesStore, credit });
  const choice = choices.find(({ id }) => id === chosen) ?? choices[0];

  const press = async () => {
    if (!choice || !total || buying) return;
    const saleId = await buy({
      storeId: store.id,
      lines: cart.lines.map(({ productId, quantity }) => ({ productId, quantity })),
      payment: choice.payment,
      expectedTotal: total,
      ...(demo && simulate && { simulate }),
    });
    if (!saleId) return onPricesChanged();
    await navigate(orderPath(saleId));
    onBought();
  };

  return (
    <Card aria-label="Summary and payment">
      <Stack gap={5}>
        <Flex justifyContent="space-between" alignItems="baseline" gap={3}>
          <Box as="h2" textStyle="heading">
            Total
          </Box>
          <Box textStyle="figure" fontSize="1.75rem" aria-live="polite" aria-atomic>
            {total ? <MoneyText value={total} /> : '…'}
          </Box>
        </Flex>
        <Box textStyle="small" color="fg.muted">
          From the shelf of {store.name}, {store.address}
        </Box>
        {viewer && (
          <PaymentPicker
            choices={choices}
            chosen={choice?.id ?? ''}
            onChoose={setChosen}
            simulation={demo ? { value: simulate, onChange: setSimulate } : null}
          />
        )}
        {problem && (
          <Notice
            tone={problem.__typename === 'PriceChangedProblem' ? 'low' : 'refused'}
            announce
            title={problem.__typename === 'PriceChangedProblem' ? 'Look at the prices again' : 'Not bought'}
          >
            {problemMessage(problem)}{' '}
            {problem.__typename === 'PriceChangedProblem' &&
              'Nothing was bought; press Buy again if that is all right.'}
          </Notice>
        )}
        {fault !== null && (
          <Notice
            tone="refused"
            announce
            title={isUnknown(fault) ? 'We do not know whether your order arrived' : 'Not bought'}
          >
            {faultMessage(fault)} {isUnknown(fault) && 'Press Buy again: the same order is never made twice.'}
          </Notice>
        )}
        {viewer ? (
          <ActionButton size="lg" onClick={() => void press()} held={buying || !total}>
            {buying ? 'Placing your order…' : total ? `Buy for ${formatMoney(total)}` : 'Reading prices…'}
          </ActionButton>
        ) : session.status === 'restoring' ? (
          <Button size="lg" disabled>
            One moment…
          </Button>
        ) : (
          <Button size="lg" asChild>
            <Link to="/login?next=/cart">Log in to buy</Link>
          </Button>
        )}
      </Stack>
    </Card>
  );
}

/** Whether the request may have arrived all the same. */
function isUnknown(fault: unknown): boolean {
  return ['offline', 'unreachable', 'timeout', 'broken'].includes(faultKind(fault));
}
