import { randomUUID } from 'node:crypto';
import { createClient, signIn, type TestClient } from '@comptoir/testing';
import { adjust } from '../e2e/operations.ts';
import { SHOPPERS, type World } from './world.ts';

/** Who buys, who looks after the shop, and what is on its shelves. */
export type Shop = {
  storeId: string;
  productIds: string[];
  shopper(number: number): TestClient;
  manager: TestClient;
  admin: TestClient;
  close(): Promise<void>;
};

/** Signed in anew for each run: an access token lives for a quarter of an hour. */
export async function openShop(world: World, stock: readonly number[]): Promise<Shop> {
  const nobody = createClient(world.url);
  const admin = await signIn(nobody, 'admin', 'admin123');
  const storeId = await storeOf(admin, world.options.empty);
  const manager = await signIn(nobody, 'manager', 'manager123');
  const shoppers = await Promise.all(
    Array.from({ length: SHOPPERS }, (_, i) =>
      signIn(nobody, `shopper${String(i + 1).padStart(3, '0')}`, 'shopper123'),
    ),
  );
  const categoryId = await categoryOf(admin);
  const productIds = await Promise.all(
    stock.map(async (units, i) => {
      const productId = await createProduct(admin, categoryId, 1_000 + i * 137);
      await adjust(admin, { storeId, productId }, units);
      return productId;
    }),
  );
  return {
    storeId,
    productIds,
    manager,
    admin,
    shopper: (number) => shoppers[(number - 1) % shoppers.length] ?? admin,
    close: async () => void (await Promise.all([nobody, admin, manager, ...shoppers].map((client) => client.close()))),
  };
}

/** The manager's store; the first run on an empty database founds it. */
async function storeOf(admin: TestClient, empty: boolean): Promise<string> {
  const { stores } = await admin.data<{ stores: { id: string }[] }>('{ stores { id } }');
  if (stores[0]) return stores[0].id;
  if (!empty) throw new Error('The demo chain has no stores.');
  const { createStore } = await admin.data<{ createStore: { store?: { id: string }; message?: string } }>(
    `mutation ($input: CreateStoreInput!) {
      createStore(input: $input) { ... on CreateStoreSuccess { store { id } } ... on Problem { message } }
    }`,
    { input: { name: 'Store of a crash run', address: '1 rue du Port, Montréal' } },
  );
  const storeId = createStore.store?.id;
  if (!storeId) throw new Error(`createStore: ${createStore.message}`);
  const { users } = await admin.data<{ users: { edges: { node: { id: string; username: string } }[] } }>(
    '{ users(first: 100) { edges { node { id username } } } }',
  );
  const manager = users.edges.find(({ node }) => node.username === 'manager')?.node;
  const { setUserRole } = await admin.data<{ setUserRole: { message?: string } }>(
    'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { ... on Problem { message } } }',
    { input: { userId: manager?.id, role: 'MANAGER', storeIds: [storeId] } },
  );
  if (setUserRole.message) throw new Error(`setUserRole: ${setUserRole.message}`);
  return storeId;
}

async function categoryOf(admin: TestClient): Promise<string> {
  const { categories } = await admin.data<{ categories: { id: string }[] }>('{ categories { id } }');
  if (categories[0]) return categories[0].id;
  const { createCategory } = await admin.data<{ createCategory: { category?: { id: string }; message?: string } }>(
    `mutation ($input: CreateCategoryInput!) {
      createCategory(input: $input) { ... on CreateCategorySuccess { category { id } } ... on Problem { message } }
    }`,
    { input: { code: 'CHAOS', name: 'Things that survive' } },
  );
  if (!createCategory.category) throw new Error(`createCategory: ${createCategory.message}`);
  return createCategory.category.id;
}

async function createProduct(admin: TestClient, categoryId: string, amountMinor: number): Promise<string> {
  const sku = `CHAOS-${randomUUID().slice(0, 8).toUpperCase()}`;
  const { createProduct } = await admin.data<{ createProduct: { product?: { id: string }; message?: string } }>(
    `mutation ($input: CreateProductInput!) {
      createProduct(input: $input) { ... on CreateProductSuccess { product { id } } ... on Problem { message } }
    }`,
    { input: { sku, name: `Article ${sku}`, categoryId, price: { amountMinor, currency: 'CAD' } } },
  );
  if (!createProduct.product) throw new Error(`createProduct: ${createProduct.message}`);
  return createProduct.product.id;
}
