import type { Money } from '../../shared/format.ts';

/** One product in a cart, as the shopper saw it when they put it there. */
export type CartLine = {
  productId: string;
  sku: string;
  name: string;
  imageUrl: string;
  price: Money;
  quantity: number;
};

export type Cart = { lines: CartLine[] };

export const EMPTY_CART: Cart = { lines: [] };
/** The shop takes no more of one product, and no more lines. */
export const MOST_OF_ONE = 999;
export const MOST_LINES = 50;

const clamp = (quantity: number): number => Math.min(Math.max(Math.trunc(quantity) || 1, 1), MOST_OF_ONE);

/** Puts units of a product into the cart; more of what is there already. A full cart stays as it is. */
export function addToCart(cart: Cart, product: Omit<CartLine, 'quantity'>, quantity = 1): Cart {
  const known = cart.lines.find(({ productId }) => productId === product.productId);
  if (!known && cart.lines.length >= MOST_LINES) return cart;
  const line: CartLine = { ...product, quantity: clamp((known?.quantity ?? 0) + quantity) };
  return { lines: known ? cart.lines.map((other) => (other === known ? line : other)) : [...cart.lines, line] };
}

export function setQuantity(cart: Cart, productId: string, quantity: number): Cart {
  return {
    lines: cart.lines.map((line) => (line.productId === productId ? { ...line, quantity: clamp(quantity) } : line)),
  };
}

export function removeFromCart(cart: Cart, productId: string): Cart {
  return { lines: cart.lines.filter((line) => line.productId !== productId) };
}

/** The cart of somebody who filled one before they logged in: the larger quantity of each product. */
export function mergeCarts(own: Cart, brought: Cart): Cart {
  return brought.lines.reduce((cart, line) => {
    const known = cart.lines.find(({ productId }) => productId === line.productId);
    if (!known) return addToCart(cart, line, line.quantity);
    return line.quantity > known.quantity ? setQuantity(cart, line.productId, line.quantity) : cart;
  }, own);
}

export const countUnits = (cart: Cart): number => cart.lines.reduce((sum, line) => sum + line.quantity, 0);

/** What the lines cost at these prices; null while one is unknown, or when they are in several currencies. */
export function totalOf(cart: Cart, priceOf: (line: CartLine) => Money | null): Money | null {
  const prices = cart.lines.map(priceOf);
  const currency = prices[0]?.currency;
  if (!currency || prices.some((price) => price?.currency !== currency)) return null;
  return {
    currency,
    amountMinor: cart.lines.reduce((sum, { quantity }, index) => sum + quantity * (prices[index]?.amountMinor ?? 0), 0),
  };
}

/** The cart as it was kept; an empty one when that is none (an older version of the shop, or somebody's fingers). */
export function parseCart(text: string | null): Cart {
  try {
    const { lines } = JSON.parse(text ?? '') as Cart;
    return Array.isArray(lines) && lines.every(isLine) ? { lines } : EMPTY_CART;
  } catch {
    // Not JSON, so not a cart.
    return EMPTY_CART;
  }
}

function isLine(line: CartLine): boolean {
  const texts = [line?.productId, line?.sku, line?.name, line?.imageUrl, line?.price?.currency];
  return (
    texts.every((text) => typeof text === 'string') &&
    Number.isSafeInteger(line.price.amountMinor) &&
    line.quantity === clamp(line.quantity)
  );
}
