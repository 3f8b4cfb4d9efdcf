import { sleep } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import { ask } from '../lib/graphql.ts';

const settled = new Trend('sale_settled_ms', true);
const unsettled = new Counter('sale_unsettled');

type Money = { amountMinor: number; currency: string };
type Shelf = { edges: { node: { id: string; price: Money; stock: { available: number } | null } }[] };

export function logIn(username: string, password: string): string {
  return ask<{ accessToken: string }>(
    'LogIn',
    'mutation LogIn($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { accessToken } } }',
    { input: { username, password } },
    null,
    'LoginSuccess',
  ).accessToken;
}

/** Look at the shelf, buy one, follow the order to its end. */
export function buyOne(token: string): void {
  const [store] = ask<{ id: string }[]>('Stores', 'query Stores { stores { id name } }', {}, token);
  if (!store) throw new Error('There is no store: is the demo chain there?');
  const { edges } = ask<Shelf>(
    'Shelf',
    `query Shelf($storeId: ID!) {
      products(first: 20) { edges { node { id price { amountMinor currency } stock(storeId: $storeId) { available } } } }
    }`,
    { storeId: store.id },
    token,
  );
  const product = edges.map(({ node }) => node).find(({ stock }) => stock !== null && stock.available > 0);
  if (!product) throw new Error('The first twenty products are sold out.');
  const started = Date.now();
  const { saga } = ask<{ saga: { id: string } }>(
    'Checkout',
    'mutation Checkout($input: CheckoutInput!) { checkout(input: $input) { __typename ... on CheckoutSuccess { saga { id } } } }',
    {
      input: {
        storeId: store.id,
        lines: [{ productId: product.id, quantity: 1 }],
        payment: { method: 'CARD', token: 'tok_approved' },
        expectedTotal: { amountMinor: product.price.amountMinor, currency: product.price.currency },
        idempotencyKey: `k6-${__VU}-${__ITER}-${started}`,
      },
    },
    token,
    'CheckoutSuccess',
  );
  for (let tries = 0; tries < 50; tries++) {
    const { state } = ask<{ state: string }>(
      'Saga',
      'query Saga($id: ID!) { saga(id: $id) { state } }',
      { id: saga.id },
      token,
    );
    if (state === 'SALE_CONFIRMED') return settled.add(Date.now() - started);
    sleep(0.1);
  }
  unsettled.add(1);
}
