import type { PaymentMethod, Quote, SaleOrder, Simulate } from '@comptoir/contracts';
import { serviceUnavailable } from '@comptoir/graphql-kit';
import { uuidv7, type Money } from '@comptoir/kit';
import { checkCart, checkKey, priceCart, type Cart, type PricedCart } from '../../domain/cart.ts';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import type { SagaView } from '../../domain/saga-view.ts';
import { requireMayCheckOut } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';

export type CheckoutInput = {
  storeId: string;
  lines: { productId: string; quantity: number }[];
  payment: { method: PaymentMethod; token?: string | null };
  expectedTotal?: Money | null;
  idempotencyKey: string;
  simulate?: Simulate | null;
};

/**
 * Takes a cart on: priced by the catalogue, written as a saga in one transaction, its sale opened so that it can be read at
 * once. A key that was used before answers with its saga, whatever the catalogue says now.
 */
export const checkout =
  (deps: Deps) =>
  async (caller: Caller, input: CheckoutInput): Promise<Outcome<SagaView>> => {
    const { storeId, lines, payment, idempotencyKey, simulate = null } = input;
    const { sub: userId } = requireMayCheckOut(caller.actor, { storeId, method: payment.method, simulate }, deps.demo);
    const badKey = checkKey(idempotencyKey);
    if (badKey) return refused(badKey);
    const known = await deps.sagaOfKey({ userId, idempotencyKey });
    if (known) return again(deps, known);

    const cart: Cart = {
      storeId,
      lines,
      payment: { method: payment.method, token: payment.token ?? null },
      expectedTotal: input.expectedTotal ?? null,
    };
    const problem = checkCart(cart);
    if (problem) return refused(problem);
    const priced = priceCart(cart, await quoteFor(deps, cart));
    if (!priced.ok) return priced;

    const order = newOrder(caller, userId, cart, priced.value, simulate);
    const { saga, begun } = await deps.accept(order, idempotencyKey);
    if (!begun) return again(deps, saga);
    deps.telemetry.started({ sagaId: order.sagaId, saleId: order.saleId, storeId: order.storeId });
    await openSale(deps, order);
    deps.wakeEngine();
    return done(saga);
  };

/** The answer to a key that was used before. While its first request is still on the way to sales, or has died there, this one goes on. */
async function again(deps: Deps, saga: SagaView): Promise<Outcome<SagaView>> {
  if (saga.version === 1) {
    await openSale(deps, await deps.orderOf(saga.id));
    deps.wakeEngine();
  }
  return done(saga);
}

async function quoteFor({ quote, telemetry }: Deps, { storeId, lines }: Cart): Promise<Quote> {
  try {
    return await quote({ storeId, productIds: [...new Set(lines.map(({ productId }) => productId))] });
  } catch (err) {
    telemetry.notQuoted({ storeId, err });
    throw serviceUnavailable('The catalogue');
  }
}

/** The frozen input of the saga. All ids are drawn here, so that any step can be asked again, or undone without an answer. */
function newOrder(
  { trace }: Caller,
  userId: string,
  cart: Cart,
  { lines, total }: PricedCart,
  simulate: Simulate | null,
): SaleOrder {
  return {
    ...{
      sagaId: uuidv7(),
      saleId: uuidv7(),
      reservationId: uuidv7(),
      paymentId: uuidv7(),
      userId,
      storeId: cart.storeId.toLowerCase(),
    },
    kind: 'SALE',
    lines: lines.map((line) => ({ lineId: uuidv7(), ...line })),
    ...{ totalMinor: total.amountMinor, currency: total.currency, payment: cart.payment, simulate },
    ...{ correlationId: trace.correlationId, traceparent: trace.traceparent },
  };
}

/** The saga is the truth: where the sale cannot be opened now, the first step opens it. */
async function openSale(deps: Deps, order: SaleOrder): Promise<void> {
  try {
    await deps.openSale(order);
  } catch (err) {
    deps.telemetry.saleOpenedLater({ sagaId: order.sagaId, err });
  }
}
