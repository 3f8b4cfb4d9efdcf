import { sleep } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import { ask } from '../lib/graphql.js';

const settled = new Trend('sale_settled_ms', true);
const unsettled = new Counter('sale_unsettled');

export function logIn(username, password) {
  return ask(
    'LogIn',
    'mutation LogIn($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { accessToken } } }',
    { input: { username, password } },
    null,
    'LoginSuccess',
  ).accessToken;
}

/** Look at the shelf, buy one, follow the order to its end. */
export function buyOne(token) {
  const stores = ask('Stores', 'query Stores { stores { id name } }', {}, token);
  const products = ask(
    'Shelf',
    `query Shelf($storeId: ID!) {
      products(first: 20) { edges { node { id price { amountMinor currency } stock(storeId: $storeId) { available } } } }
    }`,
    { storeId: stores[0].id },
    token,
  );
  const { node } = products.edges.filter((e) => e.node.stock && e.node.stock.available > 0)[0];
  const started = Date.now();
  const { saga } = ask(
    'Checkout',
    'mutation Checkout($input: CheckoutInput!) { checkout(input: $input) { __typename ... on CheckoutSuccess { saga { id } } } }',
    {
      input: {
        storeId: stores[0].id,
        lines: [{ productId: node.id, quantity: 1 }],
        payment: { method: 'CARD', token: 'tok_approved' },
        expectedTotal: { amountMinor: node.price.amountMinor, currency: node.price.currency },
        idempotencyKey: `k6-${__VU}-${__ITER}-${started}`,
      },
    },
    token,
    'CheckoutSuccess',
  );
  for (let tries = 0; tries < 50; tries++) {
    const { state } = ask('Saga', 'query Saga($id: ID!) { saga(id: $id) { state } }', { id: saga.id }, token);
    if (state === 'SALE_CONFIRMED') return settled.add(Date.now() - started);
    sleep(0.1);
  }
  return unsettled.add(1);
}
