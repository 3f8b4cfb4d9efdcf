import { randomUUID } from 'node:crypto';
import type { TestClient } from '@comptoir/testing';

/** What the end-to-end suites ask, as a front-end developer would write it. */

export type CheckoutInput = {
  storeId: string;
  lines: { productId: string; quantity: number }[];
  token?: string;
  method?: string;
  simulate?: string;
  idempotencyKey?: string;
  expectedTotal?: { amountMinor: number; currency: string };
};

export type CheckoutAnswer = {
  __typename: string;
  message?: string;
  code?: string;
  saga?: { id: string; state: string; version: number };
  sale?: { id: string; status: string; number: number | string; total: { amountMinor: number } } | null;
};

export async function checkout(client: TestClient, input: CheckoutInput): Promise<CheckoutAnswer> {
  const { token = 'tok_approved', method = 'CARD', idempotencyKey = randomUUID(), ...rest } = input;
  const { checkout } = await client.data<{ checkout: CheckoutAnswer }>(
    `mutation Checkout($input: CheckoutInput!) {
      checkout(input: $input) {
        __typename
        ... on CheckoutSuccess { saga { id state version } sale { id status number total { amountMinor } } }
        ... on Problem { message code }
      }
    }`,
    { input: { ...rest, idempotencyKey, payment: { method, token: method === 'CARD' ? token : null } } },
  );
  return checkout;
}

/** Checks out and answers the saga and sale ids; throws when it was refused. */
export async function buy(client: TestClient, input: CheckoutInput): Promise<{ sagaId: string; saleId: string }> {
  const answer = await checkout(client, input);
  if (!answer.saga || !answer.sale) throw new Error(`Refused: ${JSON.stringify(answer)}`);
  return { sagaId: answer.saga.id, saleId: answer.sale.id };
}

export const FINAL = ['SALE_CONFIRMED', 'COMPENSATED', 'FAILED'];

export type SagaState = { version: number; state: string };

/** Follows a saga live from the version behind `after` to its end (or until `until` says so). */
export async function follow(
  client: TestClient,
  sagaId: string,
  after: number | null = 0,
  until: (saga: SagaState) => boolean = ({ state }) => FINAL.includes(state),
): Promise<SagaState[]> {
  const seen: SagaState[] = [];
  const updates = client.subscribe<SagaState>(
    'subscription Follow($id: ID!, $after: Int) { sagaUpdated(sagaId: $id, afterVersion: $after) { version state } }',
    { id: sagaId, after },
  );
  for await (const { version, state } of updates) {
    seen.push({ version, state });
    if (until({ version, state })) break;
  }
  return seen;
}

export type SagaView = {
  state: string;
  parked: boolean;
  version: number;
  error: string | null;
  steps: { name: string; state: string; attempts: number; error: string | null }[];
};

export async function readSaga(client: TestClient, id: string): Promise<SagaView> {
  const { saga } = await client.data<{ saga: SagaView }>(
    'query Saga($id: ID!) { saga(id: $id) { state parked version error steps { name state attempts error } } }',
    { id },
  );
  return saga;
}

export async function readSale(
  client: TestClient,
  id: string,
): Promise<{ status: string; total: { amountMinor: number } }> {
  const { sale } = await client.data<{ sale: { status: string; total: { amountMinor: number } } }>(
    'query Sale($id: ID!) { sale(id: $id) { status total { amountMinor } } }',
    { id },
  );
  return sale;
}

export type Stock = { onHand: number; reserved: number; available: number };

export async function readStock(client: TestClient, productId: string, storeId: string): Promise<Stock> {
  const { product } = await client.data<{ product: { stock: Stock } }>(
    'query Stock($id: ID!, $storeId: ID!) { product(id: $id) { stock(storeId: $storeId) { onHand reserved available } } }',
    { id: productId, storeId },
  );
  return product.stock;
}

export type Shelf = { storeId: string; otherStoreId: string; productId: string; priceMinor: number };

/** A new product with `quantity` units on the shelf of the manager's store, made by the admin: tests share nothing. */
export async function stockedProduct(admin: TestClient, quantity: number, priceMinor = 1_500): Promise<Shelf> {
  const { stores, categories } = await admin.data<{ stores: { id: string }[]; categories: { id: string }[] }>(
    '{ stores { id } categories { id } }',
  );
  const [store, other] = stores;
  const [category] = categories;
  if (!store || !other || !category) throw new Error('The demo chain has no stores or categories');
  const sku = `E2E-${randomUUID().slice(0, 8).toUpperCase()}`;
  const { createProduct } = await admin.data<{ createProduct: { product?: { id: string }; message?: string } }>(
    `mutation Create($input: CreateProductInput!) {
      createProduct(input: $input) { ... on CreateProductSuccess { product { id } } ... on Problem { message } }
    }`,
    {
      input: {
        sku,
        name: `Test article ${sku}`,
        description: 'Made by a test.',
        categoryId: category.id,
        price: { amountMinor: priceMinor, currency: 'CAD' },
      },
    },
  );
  if (!createProduct.product) throw new Error(`createProduct: ${createProduct.message}`);
  const shelf = { storeId: store.id, otherStoreId: other.id, productId: createProduct.product.id, priceMinor };
  if (quantity > 0) await adjust(admin, shelf, quantity);
  return shelf;
}

export async function adjust(
  client: TestClient,
  shelf: Pick<Shelf, 'storeId' | 'productId'>,
  delta: number,
): Promise<void> {
  const { adjustStock } = await client.data<{ adjustStock: { __typename: string; message?: string } }>(
    `mutation Adjust($input: AdjustStockInput!) {
      adjustStock(input: $input) { __typename ... on Problem { message } }
    }`,
    { input: { storeId: shelf.storeId, productId: shelf.productId, delta, reason: 'RECEIVED' } },
  );
  if (adjustStock.__typename !== 'AdjustStockSuccess') throw new Error(`adjustStock: ${adjustStock.message}`);
}
