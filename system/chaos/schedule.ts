import { createRandom, type Random } from '../src/demo/random.ts';
import { SHOPPERS } from './world.ts';

/** What one process, or one server, suffers. */
export type Blow =
  | { kind: 'kill'; process: string }
  /** SIGSTOP, and SIGCONT after so long: longer than its lease and the lock of its job. */
  | { kind: 'pause'; process: string; forMs: number }
  /** Killed, and back with its clock off by so much. */
  | { kind: 'clock'; process: string; offMs: number }
  | { kind: 'redis'; empty: boolean }
  | { kind: 'redis-pause'; forMs: number }
  /** The whole server, or one of its sessions, upon which it ends all others and recovers. */
  | { kind: 'postgres'; whole: boolean }
  /** So many wakes of the sagas queue at once, with nothing to do for them. */
  | { kind: 'wakes'; count: number };

export type Fault = Blow & { atMs: number };

/** What a person calls it. */
export const nameOf = (blow: Blow): string => {
  if (blow.kind === 'redis') return blow.empty ? 'redis lost' : 'redis killed';
  if (blow.kind === 'postgres') return blow.whole ? 'postgres killed' : 'postgres session killed';
  return blow.kind === 'kill' || blow.kind === 'pause'
    ? `${blow.process} ${blow.kind === 'kill' ? 'killed' : 'paused'}`
    : blow.kind;
};

export type Order = {
  atMs: number;
  /** Which shopper; null: the manager, at the till. */
  shopper: number | null;
  lines: { product: number; quantity: number }[];
  /** Null: cash. */
  token: string | null;
  /** Paid by store credit, whatever the token. */
  byCredit: boolean;
  simulate: string | null;
  /** Sent again with the same key, at the same time. */
  twice: boolean;
  /** cancelSaga so long after the answer. */
  cancelAfterMs: number | null;
  /** Followed live by sagaUpdated. */
  followed: boolean;
  /** Once it is sold. */
  refund: RefundWish | null;
  /** Once it is sold, too. */
  complaint: ComplaintWish | null;
};

export type ComplaintWish = {
  resolution: 'REFUND' | 'STORE_CREDIT' | 'REPLACEMENT';
  /** Resolved by two requests at once: one of them is refused. */
  twice: boolean;
};

export type RefundWish = {
  /** Of the sale's lines, or all that is left. */
  whole: boolean;
  /** Asked for by two requests at once: together never more than was sold. */
  twice: boolean;
  approved: boolean;
  restock: boolean;
};

/** All that happens in one run, from its seed alone. */
export type Schedule = {
  seed: number;
  /** Needs a world of its own: one without the demo chain. */
  empty: boolean;
  /** Needs a world of its own: one whose workers all have clocks that are off by so much from PostgreSQL's. */
  clockMs: number;
  /** Units of each product, as received before the run. */
  stock: number[];
  orders: Order[];
  /** Units received or taken away while the sales run. */
  adjustments: { atMs: number; product: number; delta: number }[];
  faults: Fault[];
};

const HOUR_MS = 3_600_000;
const LOAD_MS = 6_000;
/** Accidents go on behind the last order, while payments wait, holds expire and refunds are asked for. */
const FAULTS_MS = 8_500;
/** A payment that is never answered takes ten seconds: such orders come early. */
const EARLY_MS = 1_500;

const SUFFERING = ['worker-sagas', 'worker-sagas-2', 'worker-events', 'sagas', 'catalog', 'sales', 'gateway'] as const;
const PAUSED = ['worker-sagas', 'worker-sagas', 'worker-sagas-2', 'worker-sagas-2', 'worker-events', 'sagas'] as const;
const WORKERS = ['worker-sagas', 'worker-sagas-2', 'worker-events'] as const;

/** The schedule of a seed, and `more` accidents beside its own. */
export function planSchedule(seed: number, more: readonly Fault[] = []): Schedule {
  const random = createRandom(seed * 2_654_435_761);
  const complaints = createRandom(seed * 40_503 + 1);
  const short = random.next() < 0.4;
  const products = short ? random.between(2, 4) : random.between(6, 12);
  const ordersPerSecond = random.between(8, 30);
  return {
    seed,
    empty: seed % 8 === 3,
    clockMs: seed % 16 === 3 ? HOUR_MS : seed % 16 === 11 ? -HOUR_MS : 0,
    stock: Array.from({ length: products }, () => (short ? random.between(5, 30) : random.between(80, 300))),
    orders: Array.from({ length: Math.round((ordersPerSecond * LOAD_MS) / 1_000) }, () => planOrder(random, products))
      .sort((a, b) => a.atMs - b.atMs)
      .map((order) => ({ ...order, complaint: planComplaint(complaints, order) })),
    adjustments: planAdjustments(random, products, short),
    faults: [...planFaults(random), ...more].sort((a, b) => a.atMs - b.atMs),
  };
}

/** Where goods are short, a few come in again and again: each time they run out anew, and somebody is the last to get one. */
function planAdjustments(random: Random, products: number, short: boolean): Schedule['adjustments'] {
  return Array.from({ length: short ? random.between(12, 24) : random.between(0, 4) }, () => ({
    atMs: random.between(0, LOAD_MS),
    product: random.between(0, products - 1),
    delta: short ? random.between(4, 20) : random.pick([-3, -1, 2, 5, 8]),
  }));
}

function planOrder(random: Random, products: number): Omit<Order, 'complaint'> {
  const token = pickWeighted(random, TOKENS);
  const simulate = random.next() < 0.05 ? random.pick(SIMULATIONS) : null;
  const waits = token === 'tok_timeout';
  const lines = Array.from({ length: random.between(1, 3) }, () => ({
    product: random.between(0, products - 1),
    quantity: random.between(1, 3),
  }));
  const [first] = lines;
  // One cart in five repeats a product: its lines are summed before they are checked, and the sale keeps them apart.
  if (first && random.next() < 0.2) lines.push({ product: first.product, quantity: random.between(1, 2) });
  return {
    // Half of them come in bursts, so that chunks form.
    atMs: Math.min(
      random.next() < 0.5 ? random.between(0, 4) * 1_300 : random.between(0, LOAD_MS),
      waits ? EARLY_MS : LOAD_MS,
    ),
    shopper: token === null ? null : random.between(1, SHOPPERS),
    lines,
    token,
    byCredit: false,
    simulate,
    twice: random.next() < 0.15,
    cancelAfterMs: random.next() < 0.06 ? random.between(0, 150) : null,
    followed: random.next() < 0.25,
    refund: random.next() < 0.2 ? planRefund(random) : null,
  };
}

/** One sale in eight of those that nobody wants paid back is complained about. */
const planComplaint = (random: Random, { shopper, refund }: Pick<Order, 'shopper' | 'refund'>): ComplaintWish | null =>
  shopper !== null && !refund && random.next() < 0.12
    ? { resolution: random.pick(['REFUND', 'STORE_CREDIT', 'STORE_CREDIT', 'REPLACEMENT']), twice: random.next() < 0.4 }
    : null;

const planRefund = (random: Random): RefundWish => ({
  whole: random.next() < 0.5,
  twice: random.next() < 0.4,
  approved: random.next() < 0.8,
  restock: random.next() < 0.7,
});

const TOKENS: readonly (readonly [token: string | null, weight: number])[] = [
  ['tok_approved', 62],
  ['tok_declined', 7],
  ['tok_insufficient_funds', 5],
  ['tok_flaky', 8],
  ['tok_slow', 8],
  ['tok_timeout', 4],
  [null, 6],
];

const SIMULATIONS = ['FAIL_VERIFICATION', 'FAIL_RESERVATION', 'FAIL_CONFIRMATION', 'FAIL_COMPENSATION'] as const;

function pickWeighted<T>(random: Random, items: readonly (readonly [item: T, weight: number])[]): T {
  let at = random.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of items) if ((at -= weight) < 0) return item;
  return random.pick(items)[0];
}

function planFaults(random: Random): Fault[] {
  const faults = Array.from({ length: random.between(3, 6) }, () => planBlow(random));
  // A server is lost once a run: it takes its second to come back, and everybody else with it.
  const once = (kind: Blow['kind']) => {
    const first = faults.findIndex((fault) => fault.kind === kind);
    return (fault: Blow, i: number) => fault.kind !== kind || i === first;
  };
  return faults
    .filter(once('postgres'))
    .filter(once('redis'))
    .map((blow) => ({ ...blow, atMs: random.between(300, FAULTS_MS) }))
    .sort((a, b) => a.atMs - b.atMs);
}

function planBlow(random: Random): Blow {
  const at = random.next();
  if (at < 0.34) return { kind: 'kill', process: random.pick(SUFFERING) };
  if (at < 0.58) return { kind: 'pause', process: random.pick(PAUSED), forMs: random.between(2_200, 3_500) };
  if (at < 0.66) return { kind: 'clock', process: random.pick(WORKERS), offMs: random.pick([HOUR_MS, -HOUR_MS, 0]) };
  if (at < 0.78) return { kind: 'redis', empty: random.next() < 0.5 };
  if (at < 0.82) return { kind: 'redis-pause', forMs: random.between(500, 2_500) };
  if (at < 0.92) return { kind: 'postgres', whole: random.next() < 0.6 };
  return { kind: 'wakes', count: random.between(20, 200) };
}
