import { gql, type FragmentType, type TypedDocumentNode } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Box, Flex, Stack } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { ReceiptFragment } from '../../../__generated__/operations.ts';
import { formatDateTime } from '../../../shared/format.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { MoneyText } from '../../../ui/money.tsx';
import { productPath } from '../../catalog/index.ts';
import { METHOD_WORDS, PAYMENT_WORDS } from '../sale-words.ts';

export const RECEIPT: TypedDocumentNode<ReceiptFragment> = gql`
  fragment Receipt on Sale {
    id
    number
    kind
    status
    createdAt
    confirmedAt
    store {
      id
      name
      address
    }
    user {
      id
      displayName
    }
    lines {
      id
      productName
      quantity
      refundedQuantity
      settledQuantity
      unitPrice {
        amountMinor
        currency
      }
      lineTotal {
        amountMinor
        currency
      }
      product {
        id
        sku
      }
    }
    total {
      amountMinor
      currency
    }
    refundedTotal {
      amountMinor
      currency
    }
    payment {
      id
      method
      state
    }
  }
`;

/** What was bought, where and for how much; a receipt once it is final, which prints as one. */
export function Receipt({ sale: reference }: { sale: FragmentType<ReceiptFragment> }) {
  const { data: sale, complete } = useFragment({ fragment: RECEIPT, from: reference });
  if (!complete) return null;
  const final = sale.confirmedAt !== null;
  return (
    <Card aria-labelledby="receipt-heading">
      <Stack gap={4}>
        <Flex justifyContent="space-between" alignItems="center" gap={3} minHeight="touch">
          <Box as="h2" id="receipt-heading" textStyle="heading">
            {final ? 'Receipt' : 'What you ordered'}
          </Box>
          {final && (
            <Button variant="quiet" data-no-print onClick={() => window.print()}>
              <Icon name="print" />
              Print
            </Button>
          )}
        </Flex>
        <Box textStyle="small" color="fg.muted">
          {sale.store && (
            <Box color="fg.ink" fontWeight={600}>
              {sale.store.name}
            </Box>
          )}
          {sale.store?.address}
          <Box marginTop={1}>
            No. {sale.number}, {formatDateTime(sale.confirmedAt ?? sale.createdAt)}
          </Box>
          {sale.user && <Box>For {sale.user.displayName}</Box>}
        </Box>
        <Box
          as="ul"
          listStyleType="none"
          borderTop="1px dashed"
          borderBottom="1px dashed"
          borderColor="line.strong"
          paddingBlock={2}
        >
          {sale.lines.map(
            ({ id, productName, quantity, unitPrice, lineTotal, product, refundedQuantity, settledQuantity }) => (
              <Flex as="li" key={id} justifyContent="space-between" gap={3} paddingBlock={1.5}>
                <Box minWidth={0}>
                  {product ? <Link to={productPath(product.sku)}>{productName}</Link> : productName}
                  <Box textStyle="small" color="fg.muted" fontVariantNumeric="tabular-nums">
                    {quantity} × <MoneyText value={unitPrice} />
                    {refundedQuantity > 0 && `, ${refundedQuantity} refunded`}
                    {settledQuantity > 0 && `, ${settledQuantity} settled by a complaint`}
                  </Box>
                </Box>
                <Box fontVariantNumeric="tabular-nums">
                  <MoneyText value={lineTotal} />
                </Box>
              </Flex>
            ),
          )}
        </Box>
        <Flex justifyContent="space-between" alignItems="baseline">
          <Box fontWeight={700}>Total</Box>
          <Box textStyle="figure" fontSize="1.375rem">
            <MoneyText value={sale.total} />
          </Box>
        </Flex>
        {sale.refundedTotal.amountMinor > 0 && (
          <Flex justifyContent="space-between" color="low.text">
            <Box>Refunded</Box>
            <Box fontVariantNumeric="tabular-nums">
              <MoneyText value={sale.refundedTotal} />
            </Box>
          </Flex>
        )}
        <Box textStyle="small" color="fg.muted">
          {sale.kind === 'REPLACEMENT'
            ? 'In place of what was not right, at no charge'
            : `${METHOD_WORDS[sale.payment.method]}: ${PAYMENT_WORDS[sale.payment.state]}`}
        </Box>
      </Stack>
    </Card>
  );
}
