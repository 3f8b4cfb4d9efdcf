import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestClient } from '@comptoir/testing';
import { startTopology, type Topology, type TopologyName } from '../e2e/topology.ts';

const SHOPPERS = 200;

export type Shelf = { storeId: string; productIds: string[] };

/** A running Comptoir with goods and shoppers. Raised for it: log-ins and operations a minute (see e2e/topology.ts). */
export type Fleet = {
  topology: Topology;
  admin: TestClient;
  shelf: Shelf;
  /** Signed in when they are first asked for. */
  shoppers(): Promise<TestClient[]>;
  /** Its PostgreSQL server, as administrator. */
  adminUrl: string;
  /** Everything that runs, by name; the client, which is this process, among it. */
  pids(): Record<string, number>;
};

/** Runs `work` on a topology of its own, the first `products` of the demo chain in stock. */
export async function onFleet(
  { topology: name, products, profile }: { topology: TopologyName; products: number; profile?: string | undefined },
  work: (fleet: Fleet) => Promise<void>,
): Promise<void> {
  const topology = await startTopology(name, {}, profile ? ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`] : []);
  try {
    const admin = await topology.person('admin');
    const { password, port } = JSON.parse(readFileSync(join(topology.dataDir, 'postgres.json'), 'utf8')) as {
      password: string;
      port: number;
    };
    const shelf = await fillShelf(admin, products);
    await work({
      ...{ topology, admin, shelf },
      adminUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      shoppers: () => signedIn(topology),
      pids: () => ({ ...topology.processes(), ...topology.servers(), client: process.pid }),
    });
  } finally {
    await topology.stop();
  }
}

/** One after the other: each log-in keeps a core busy. Those who are signed in stay so. */
async function signedIn(topology: Topology): Promise<TestClient[]> {
  const shoppers: TestClient[] = [];
  for (let n = 1; n <= SHOPPERS; n++) shoppers.push(await topology.shopper(n));
  return shoppers;
}

type ProductPage = { edges: { node: { id: string } }[]; pageInfo: { endCursor: string } };

/** The first products of the demo chain, with stock for the whole run added by the admin. */
async function fillShelf(admin: TestClient, count: number): Promise<Shelf> {
  const { stores } = await admin.data<{ stores: { id: string }[] }>('{ stores { id } }');
  const storeId = stores[0]?.id ?? '';
  const productIds: string[] = [];
  let after: string | null = null;
  while (productIds.length < count) {
    const { products }: { products: ProductPage } = await admin.data(
      'query ($after: String) { products(first: 100, after: $after) { edges { node { id } } pageInfo { endCursor } } }',
      { after },
    );
    productIds.push(...products.edges.map((e) => e.node.id));
    after = products.pageInfo.endCursor;
  }
  const chosen = productIds.slice(0, count);
  for (const productId of chosen)
    await admin.data('mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }', {
      input: { storeId, productId, delta: 50_000, reason: 'RECEIVED', note: 'benchmark' },
    });
  return { storeId, productIds: chosen };
}

/** What the web app's cart sends: the ids say where to go, the order's page asks for the rest. */
const THROUGH_THE_GRAPH =
  'mutation Checkout($input: CheckoutInput!) { checkout(input: $input) { ... on CheckoutSuccess { saga { id state version } sale { id } } } }';

/** Presses Buy for one unit. Answers the saga; null when the order could not be accepted. */
export async function buy(
  client: TestClient,
  { storeId, productIds }: Shelf,
  n: number,
  mutation = THROUGH_THE_GRAPH,
): Promise<string | null> {
  const productId = productIds[(n * 7) % productIds.length];
  const { data } = await client.ask<{ checkout: { saga?: { id: string } } }>(mutation, {
    input: {
      ...{ storeId, lines: [{ productId, quantity: 1 }], idempotencyKey: randomUUID() },
      payment: { method: 'CARD', token: 'tok_approved' },
    },
  });
  return data?.checkout.saga?.id ?? null;
}
