import type { CheckoutInput } from '../../__generated__/operations.ts';

/** All of a purchase but the key by which a repetition is known. */
export type Order = Omit<CheckoutInput, 'idempotencyKey'>;

/** One press of "Buy" and its repetitions. */
export type Attempt = { order: string; key: string };

/**
 * The attempt that buys this: the last one again while its answer is unknown and nothing in the order has changed, else a
 * new one. So a lost answer, a double click or a reload never buys twice, and a changed cart is never taken for the old one.
 */
export function attemptFor(order: Order, last: Attempt | null, drawKey: () => string): Attempt {
  const text = JSON.stringify(order);
  return last?.order === text ? last : { order: text, key: drawKey() };
}

export function parseAttempt(text: string | null): Attempt | null {
  try {
    const { order, key } = JSON.parse(text ?? '') as Attempt;
    return typeof order === 'string' && typeof key === 'string' ? { order, key } : null;
  } catch {
    // Nothing was kept, or not by this version of the shop.
    return null;
  }
}
