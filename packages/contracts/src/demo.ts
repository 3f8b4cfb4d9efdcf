/**
 * The demo chain as a plan: plain rows, the same for everybody who asks on the same day. Each context writes its part
 * in sets, state and events, in its own `seed(pool, plan)`; the books hold over the plan (received = onHand + sold - returned).
 */
import type { Role } from '@comptoir/kit';
import type { RefundOrder, SaleOrder } from './saga-inputs.ts';

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

/**
 * received = onHand + sold - returned: `sold` is what the plan's sales took from this shelf, `returned` what its refunds brought
 * back. Nothing is held.
 */
export type DemoStock = {
  storeId: string;
  productId: string;
  received: number;
  sold: number;
  /** Nothing unless said. */
  returned?: number;
  onHand: number;
};

/** A refund of all of a sale or a part of it. */
export type DemoRefund = {
  /** All its ids, lines and amounts. */
  order: RefundOrder;
  /** Why, in clear: whoever writes it seals it. */
  reason: string;
  requestedAt: Date;
  /** Null while nobody has decided. */
  decision: { by: string; at: Date; approved: boolean } | null;
  /** A second or so after its approval; null where it was not approved. */
  completedAt: Date | null;
};

/** A sale that went its happy way in the past. `order` carries all its ids, lines and prices. */
export type DemoSale = {
  order: SaleOrder;
  /** What Sale.number says: 1, 2, 3 … in order of creation. The sequence continues after the last. */
  number: number;
  createdAt: Date;
  /** A second or so after createdAt. */
  confirmedAt: Date;
  /** What was asked back of it. */
  refund?: DemoRefund;
};

/** One thing that happened to a complaint, in clear: whoever writes it seals what people said. */
export type DemoComplaintStep = { by: string; at: Date } & (
  | { kind: 'assign'; assigneeId: string }
  | { kind: 'start' }
  | { kind: 'comment'; commentId: string; text: string }
  | { kind: 'priority'; to: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL' }
  | { kind: 'resolve'; resolution: 'EXPLANATION' | 'REPAIR'; comment: string }
  | { kind: 'close'; satisfaction: number }
  | { kind: 'reopen'; reason: string }
);

/** A complaint of the past, and what became of it by the day of the plan. None of it moved money. */
export type DemoComplaint = {
  id: string;
  /** 1, 2, 3 … in order of filing. The sequence continues after the last. */
  number: number;
  customerId: string;
  /** What it is about; null for what is about no sale. */
  sale: { saleId: string; storeId: string } | null;
  title: string;
  description: string;
  category: 'PRODUCT_DEFECT' | 'SERVICE_ISSUE' | 'BILLING_DISPUTE' | 'DELIVERY_ISSUE' | 'OTHER';
  priority: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  requestedResolution: 'REFUND' | 'REPLACEMENT' | 'STORE_CREDIT' | 'REPAIR' | 'EXPLANATION' | null;
  correlationId: string;
  filedAt: Date;
  steps: DemoComplaintStep[];
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
  /** By filedAt. */
  complaints: DemoComplaint[];
};
