/**
 * The demo chain as a plan: plain rows, the same for everybody who asks on the same day. Each context writes its part
 * in sets, state and events, in its own `seed(pool, plan)`; the books hold over the plan (received = onHand + sold).
 */
import type { Role } from '@comptoir/kit';
import type { SaleOrder } from './ports.ts';

export type DemoUser = {
  id: string;
  username: string;
  displayName: string;
  email: string;
  /** In clear, known to everybody; null for a person who cannot sign in. */
  password: string | null;
  role: Role;
  /** Stores of a manager; empty for the others. */
  storeIds: string[];
  createdAt: Date;
};

export type DemoCategory = { id: string; code: string; name: string };

export type DemoStore = { id: string; name: string; address: string; timeZone: string; openedAt: Date };

export type DemoProduct = {
  id: string;
  sku: string;
  name: string;
  description: string;
  categoryId: string;
  priceMinor: number;
  currency: string;
  createdAt: Date;
};

/** received = onHand + sold, where `sold` is what the plan's sales took from this shelf. Nothing is held. */
export type DemoStock = { storeId: string; productId: string; received: number; sold: number; onHand: number };

/** A sale that went its happy way in the past. `order` carries all its ids, lines and prices. */
export type DemoSale = {
  order: SaleOrder;
  /** What Sale.number says: 1, 2, 3 … in order of creation. The sequence continues after the last. */
  number: number;
  createdAt: Date;
  /** A second or so after createdAt. */
  confirmedAt: Date;
};

export type DemoPlan = {
  /** Local midnight (UTC) of the day that the plan was made for: nothing in it happened later. */
  today: Date;
  users: DemoUser[];
  categories: DemoCategory[];
  stores: DemoStore[];
  products: DemoProduct[];
  /** One row for each product in each store. */
  stock: DemoStock[];
  /** By createdAt. */
  sales: DemoSale[];
};
