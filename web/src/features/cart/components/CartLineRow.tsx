import { Box, chakra, Flex } from '@chakra-ui/react';
import { useState } from 'react';
import { Link } from 'react-router';
import { announce } from '../../../shared/announce.ts';
import { formatMoney } from '../../../shared/format.ts';
import { ActionButton, Button } from '../../../ui/button.tsx';
import { Input } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { MoneyText } from '../../../ui/money.tsx';
import { productPath } from '../../catalog/index.ts';
import { MOST_OF_ONE, type CartLine } from '../cart.ts';
import { lineHint } from '../line-hint.ts';
import type { CartProduct } from '../use-cart-products.ts';

/** One line of the cart: how many, at which price now, and what is wrong with that. `product`: undefined while it is asked. */
export function CartLineRow({
  line,
  product,
  onQuantity,
  onRemove,
}: {
  line: CartLine;
  product: CartProduct | null | undefined;
  onQuantity: (quantity: number) => void;
  onRemove: () => void;
}) {
  const price = product?.price ?? line.price;
  const hint = lineHint(line, product);
  const change = (quantity: number) => {
    onQuantity(quantity);
    announce(`${line.name}: ${quantity} in your cart`);
  };
  return (
    <Flex
      as="li"
      gap={4}
      paddingBlock={4}
      borderBottom="1px solid"
      borderColor="line.soft"
      _last={{ borderBottom: 'none' }}
    >
      <chakra.img
        src={line.imageUrl}
        alt=""
        boxSize={{ base: '72px', md: '96px' }}
        borderRadius="plate"
        objectFit="cover"
        bg="bg.sunken"
        flexShrink={0}
      />
      <Box flex="1" minWidth={0}>
        <Flex justifyContent="space-between" gap={3}>
          <Box fontWeight={600}>
            <Link to={productPath(line.sku)}>{line.name}</Link>
          </Box>
          <Box textStyle="figure">
            <MoneyText value={{ ...price, amountMinor: price.amountMinor * line.quantity }} />
          </Box>
        </Flex>
        <Box textStyle="small" color="fg.muted">
          <MoneyText value={price} /> each
        </Box>
        {hint && (
          <Box textStyle="small" color={`${hint.tone}.text`} fontWeight={600} marginTop={1}>
            {hint.text}
            {hint.most !== null && hint.most > 0 && (
              <Button variant="quiet" fontSize="0.875rem" onClick={() => change(hint.most ?? 1)}>
                Take {hint.most}
              </Button>
            )}
          </Box>
        )}
        <Flex gap={1.5} marginTop={2.5} alignItems="center">
          <ActionButton
            variant="outline"
            width="touch"
            paddingInline={0}
            aria-label={`One less ${line.name}`}
            held={line.quantity <= 1}
            onClick={() => change(line.quantity - 1)}
          >
            <Icon name="minus" />
          </ActionButton>
          <QuantityInput key={line.quantity} name={line.name} quantity={line.quantity} onChange={change} />
          <ActionButton
            variant="outline"
            width="touch"
            paddingInline={0}
            aria-label={`One more ${line.name}`}
            held={line.quantity >= MOST_OF_ONE}
            onClick={() => change(line.quantity + 1)}
          >
            <Icon name="plus" />
          </ActionButton>
          <Button
            variant="quiet"
            marginInlineStart="auto"
            aria-label={`Remove ${line.name}`}
            onClick={() => (onRemove(), announce(`${line.name} removed, ${formatMoney(price)} each`))}
          >
            <Icon name="trash" />
            <chakra.span display={{ base: 'none', sm: 'inline' }}>Remove</chakra.span>
          </Button>
        </Flex>
      </Box>
    </Flex>
  );
}

/** Typed numbers count when the field is left or Enter is pressed; nonsense goes back to what was. */
function QuantityInput({
  name,
  quantity,
  onChange,
}: {
  name: string;
  quantity: number;
  onChange: (quantity: number) => void;
}) {
  const [typed, setTyped] = useState(String(quantity));
  const settle = () => {
    const wanted = Number.parseInt(typed, 10);
    if (Number.isNaN(wanted) || wanted < 1) setTyped(String(quantity));
    else if (wanted !== quantity) onChange(Math.min(wanted, MOST_OF_ONE));
  };
  return (
    <Input
      aria-label={`Quantity of ${name}`}
      inputMode="numeric"
      width="60px"
      textAlign="center"
      fontVariantNumeric="tabular-nums"
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value.replace(/\D/g, '').slice(0, 3))}
      onBlur={settle}
      onKeyDown={({ key }) => key === 'Enter' && settle()}
    />
  );
}
