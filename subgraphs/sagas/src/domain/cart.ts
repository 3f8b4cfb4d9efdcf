import type { OrderLine, PaymentMethod, Quote } from '@comptoir/contracts';
import { addMoney, keyFaults, money, multiplyMoney, type Money } from '@comptoir/kit';
import { done, refused, type FieldProblem, type Outcome, type Problem } from './problems.ts';

const MOST_LINES = 50;
const MOST_OF_ONE = 999;
const TOKEN = /^[\x21-\x7e]{1,200}$/;

/** What a person wants to buy, as it came in. */
export type Cart = {
  storeId: string;
  lines: readonly { productId: string; quantity: number }[];
  payment: { method: PaymentMethod; token: string | null };
  /** What the shopper was shown, where the client says so. */
  expectedTotal: Money | null;
};

/** A cart with the names and prices of the catalogue. */
export type PricedCart = { lines: Omit<OrderLine, 'lineId'>[]; total: Money };

export function checkKey(idempotencyKey: string): Problem | null {
  const fields = keyFaults(idempotencyKey);
  return fields.length > 0 ? { code: 'VALIDATION', fields } : null;
}

/** Lines of one product are added up, which a shopper who reads them one by one does not see. */
const tooMany = (productId: string, sum: number): string =>
  `Of one product 1 to ${MOST_OF_ONE} can be bought. The lines of product ${productId} are added up: ${sum}.`;

/** What can be refused without asking the catalogue. */
export function checkCart({ lines, payment, expectedTotal }: Cart): Problem | null {
  if (lines.length === 0) return { code: 'EMPTY_CART' };
  const fields: FieldProblem[] = [];
  if (lines.length > MOST_LINES)
    fields.push({ path: ['lines'], message: `A sale has at most ${MOST_LINES} lines; this cart has ${lines.length}.` });
  const ordered = new Map<string, number>();
  lines.forEach(({ productId, quantity }, at) => {
    const sum = (ordered.get(productId.toLowerCase()) ?? 0) + quantity;
    ordered.set(productId.toLowerCase(), sum);
    if (!Number.isInteger(quantity) || quantity < 1 || sum > MOST_OF_ONE)
      fields.push({
        path: ['lines', String(at), 'quantity'],
        message:
          quantity >= 1 && sum > quantity
            ? tooMany(productId, sum)
            : `Of one product 1 to ${MOST_OF_ONE} can be bought, and not ${quantity}.`,
      });
  });
  const token = ['payment', 'token'];
  if (payment.method === 'CARD' && !TOKEN.test(payment.token ?? ''))
    fields.push({
      path: token,
      message: payment.token
        ? 'A token of the payment provider has 1 to 200 characters, none of them blank: send it as it was given.'
        : 'A card needs the token that the payment provider gave.',
    });
  if (payment.method !== 'CARD' && payment.token !== null)
    fields.push({ path: token, message: 'Only a card has a token.' });
  if (expectedTotal && expectedTotal.amountMinor < 0)
    fields.push({ path: ['expectedTotal', 'amountMinor'], message: 'A total is 0 or more.' });
  return fields.length > 0 ? { code: 'VALIDATION', fields } : null;
}

/** The cart at the prices of the catalogue, or why it cannot be sold like that. */
export function priceCart({ storeId, lines, expectedTotal }: Cart, { store, products }: Quote): Outcome<PricedCart> {
  if (!store) return refused({ code: 'NOT_FOUND', what: 'store', id: storeId });
  if (!store.open) return refused({ code: 'STORE_CLOSED', storeId: store.id, storeName: store.name });
  const onSale = new Map(products.filter(({ archived }) => !archived).map((product) => [product.id, product]));
  const missing = lines.find(({ productId }) => !onSale.has(productId.toLowerCase()));
  if (missing) return refused({ code: 'NOT_FOUND', what: 'product on sale', id: missing.productId });

  const priced = lines.flatMap(({ productId, quantity }) => {
    const product = onSale.get(productId.toLowerCase());
    return product ? [{ product, quantity }] : [];
  });
  const currencies = [...new Set(priced.map(({ product }) => product.currency))];
  const [currency] = currencies;
  if (!currency || currencies.length > 1)
    return refused({
      code: 'VALIDATION',
      fields: [{ path: ['lines'], message: `One sale has one currency; this cart has ${currencies.join(' and ')}.` }],
    });

  const total = priced.reduce(
    (sum, { product, quantity }) => addMoney(sum, multiplyMoney(money(product.priceMinor, currency), quantity)),
    money(0, currency),
  );
  if (expectedTotal && (expectedTotal.amountMinor !== total.amountMinor || expectedTotal.currency !== currency))
    return refused({ code: 'PRICE_CHANGED', currentTotal: total });
  return done({
    total,
    lines: priced.map(({ product, quantity }) => ({
      productId: product.id,
      productName: product.name,
      quantity,
      unitPriceMinor: product.priceMinor,
    })),
  });
}
