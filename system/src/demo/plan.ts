import type {
  DemoCategory,
  DemoPlan,
  DemoProduct,
  DemoSale,
  DemoStock,
  DemoStore,
  DemoUser,
} from '@comptoir/contracts';
import type { Role } from '@comptoir/kit';
import { ASSORTMENT, FIRST_NAMES, LAST_NAMES, STORES } from './assortment.ts';
import { planComplaints } from './complaints.ts';
import { createRandom, type Random } from './random.ts';
import { planRefunds } from './refunds.ts';
import { planSales } from './sales.ts';

const SEED = 20_260_101;
const DAY_MS = 86_400_000;
const PRODUCTS = 500;
const CUSTOMERS = 150;
/** One level in so many is low on purpose. */
const LOW_EVERY = 40;

export type PlanOptions = {
  /** The plan ends at the midnight (UTC) that begins this day. */
  now: Date;
  /** `shopper001` … for tests and benchmarks; part of no demo. */
  testShoppers?: number;
};

/** The demo chain: the same rows for everybody who asks on the same day. */
export function demoPlan({ now, testShoppers = 0 }: PlanOptions): DemoPlan {
  const today = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const random = createRandom(SEED);
  const founded = new Date(today.getTime() - 400 * DAY_MS);
  const stores: DemoStore[] = STORES.map((store, i) => {
    const openedAt = new Date(founded.getTime() + i * 30 * DAY_MS);
    return { id: random.id(openedAt), ...store, openedAt };
  });
  const categories: DemoCategory[] = ASSORTMENT.map(({ prefix, name }) => ({
    id: random.id(founded),
    code: prefix,
    name,
  }));
  const products = planProducts(random, categories, founded);
  const customers = planCustomers(random, founded);
  const accounts = planAccounts(random, stores, founded);
  const buyers = [...customers, ...accounts.filter((account) => account.role === 'CLIENT')];
  const sold = planSales({ random, today, stores, products, buyers });
  // With chances of their own, so that sales are the same with and without them.
  const sales = planRefunds(createRandom(SEED + 2), today, accounts, sold);
  const stock = planStock(random, stores, products, sales);
  // Drawn last, so that the demo itself is the same with and without them.
  const shoppers = planShoppers(createRandom(SEED + 1), testShoppers, founded);
  const complaints = planComplaints(createRandom(SEED + 3), today, accounts, sales);
  const users = [...accounts, ...customers, ...shoppers];
  return { today, users, categories, stores, products, stock, sales, complaints };
}

function planProducts(random: Random, categories: readonly DemoCategory[], createdAt: Date): DemoProduct[] {
  const products = ASSORTMENT.flatMap(({ prefix, things, kinds }, c) =>
    things.flatMap(([thing, plainMinor], t) =>
      kinds.map((kind, k): DemoProduct => {
        const name = `${kind} ${thing}`;
        return {
          id: random.id(createdAt),
          sku: `${prefix}-${String(t * kinds.length + k + 1).padStart(4, '0')}`,
          name,
          description: `${name.charAt(0)}${name.slice(1).toLowerCase()}, chosen by our buyers for everyday use. Sold by the piece.`,
          categoryId: categories[c]?.id ?? '',
          // Each kind is a tenth dearer than the one before, ending in 5 or 9 as prices do.
          priceMinor: Math.round((plainMinor * (10 + k)) / 50) * 5 + (k % 2 === 0 ? 0 : 4),
          currency: 'CAD',
          createdAt,
        };
      }),
    ),
  );
  return products.slice(0, PRODUCTS);
}

function planCustomers(random: Random, createdAt: Date): DemoUser[] {
  return Array.from({ length: CUSTOMERS }, (_, i) => {
    const displayName = `${FIRST_NAMES[i % FIRST_NAMES.length]} ${LAST_NAMES[Math.floor(i / FIRST_NAMES.length)]}`;
    const username = `customer${String(i + 1).padStart(3, '0')}`;
    return aUser(random, { username, displayName, role: 'CLIENT', password: null, createdAt });
  });
}

function planAccounts(random: Random, stores: readonly DemoStore[], createdAt: Date): DemoUser[] {
  const firstStore = stores.slice(0, 1).map(({ id }) => id);
  const people: [username: string, displayName: string, role: Role, storeIds: string[]][] = [
    ['client', 'Camille Client', 'CLIENT', []],
    ['client2', 'Colin Client', 'CLIENT', []],
    ['agent', 'Agathe Agent', 'AGENT', []],
    ['manager', 'Malik Manager', 'MANAGER', firstStore],
    ['admin', 'Adèle Admin', 'ADMIN', []],
  ];
  return people.map(([username, displayName, role, storeIds]) => ({
    ...aUser(random, { username, displayName, role, password: `${username.replace(/\d/, '')}123`, createdAt }),
    storeIds,
  }));
}

function planShoppers(random: Random, count: number, createdAt: Date): DemoUser[] {
  return Array.from({ length: count }, (_, i) => {
    const number = String(i + 1).padStart(3, '0');
    return aUser(random, {
      username: `shopper${number}`,
      displayName: `Shopper ${number}`,
      role: 'CLIENT',
      password: 'shopper123',
      createdAt,
    });
  });
}

type Person = Pick<DemoUser, 'username' | 'displayName' | 'role' | 'password' | 'createdAt'>;

function aUser(random: Random, person: Person): DemoUser {
  return { id: random.id(person.createdAt), ...person, email: `${person.username}@example.com`, storeIds: [] };
}

/** What is on the shelves now; what was received is that and what was sold, less what came back. */
function planStock(
  random: Random,
  stores: readonly DemoStore[],
  products: readonly DemoProduct[],
  sales: readonly DemoSale[],
): DemoStock[] {
  const sold = unitsByShelf(sales.map(({ order }) => order));
  const back = unitsByShelf(
    sales.flatMap(({ refund }) => (refund?.completedAt && refund.order.restock ? [refund.order] : [])),
  );
  return stores.flatMap((store, s) =>
    products.map((product, p) => {
      const low = (p + s * 7) % LOW_EVERY === 0;
      const onHand = low ? random.between(0, 9) : random.between(100, 400);
      const key = `${store.id} ${product.id}`;
      const [soldHere, returned] = [sold.get(key) ?? 0, back.get(key) ?? 0];
      const received = onHand + soldHere - returned;
      return { storeId: store.id, productId: product.id, sold: soldHere, returned, onHand, received };
    }),
  );
}

/** Units by store and product. */
function unitsByShelf(
  orders: readonly { storeId: string; lines: readonly { productId: string; quantity: number }[] }[],
): Map<string, number> {
  const units = new Map<string, number>();
  for (const { storeId, lines } of orders)
    for (const { productId, quantity } of lines) {
      const key = `${storeId} ${productId}`;
      units.set(key, (units.get(key) ?? 0) + quantity);
    }
  return units;
}
