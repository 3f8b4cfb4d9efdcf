import type { PaymentMethod } from '@comptoir/contracts';
import { groupBy } from '@comptoir/kit';

/** A payment as its provider knows it: everything by `key`, so that a question asked twice takes the money once. */
export type PaymentRequest = {
  key: string;
  method: PaymentMethod;
  token: string | null;
  amountMinor: number;
  currency: string;
};

export type Pending = { outcome: 'pending'; retryAfterMs: number };
export type CaptureAnswer = { outcome: 'captured' } | { outcome: 'declined'; code: string; message: string } | Pending;
/** `unknown`: nothing is on its way under this key, it may be asked for. */
export type LookupAnswer = CaptureAnswer | { outcome: 'unknown' };
/** `amountMinor` is 0 where nothing had been taken; it never will be. */
export type RefundAnswer =
  { outcome: 'refunded'; amountMinor: number } | { outcome: 'failed'; code: string; message: string } | Pending;

/** A part of a captured payment that is to go back, by a key of its own: asked twice, paid back once. */
export type PayBackRequest = {
  key: string;
  paymentKey: string;
  method: PaymentMethod;
  amountMinor: number;
  currency: string;
};

/** A payment by its key, and whom to ask. */
export type PaymentReference = Pick<PaymentRequest, 'key' | 'method'>;
/** What the provider's books say of a payment: nothing was moved where both are 0. */
export type Statement = { capturedMinor: number; refundedMinor: number };

export type Untold = (reason: string) => void;

/** One way to pay. What has no answer in its map counts as pending. */
export type PaymentAdapter = {
  capture(requests: readonly PaymentRequest[]): Promise<Map<string, CaptureAnswer>>;
  lookup(requests: readonly PaymentRequest[]): Promise<Map<string, LookupAnswer>>;
  /** Gives back what was taken under the key, and bars a capture that comes later. */
  refund(requests: readonly PaymentRequest[]): Promise<Map<string, RefundAnswer>>;
  /** Gives parts of captured payments back, never more in sum than was captured. By the keys of the requests. */
  payBack(requests: readonly PayBackRequest[]): Promise<Map<string, RefundAnswer>>;
  /**
   * The provider's books, by which reconciliation finds what a provider told wrongly: they are read, never believed by a
   * step. What could not be told is missing in the answer; `untold` hears why.
   */
  statement(payments: readonly PaymentReference[], untold?: Untold): Promise<Map<string, Statement>>;
};

/** All ways to pay: answers for every request, in time; only statements may take longer, and may be missing. */
export type Payments = PaymentAdapter;

export type PaymentsOptions = {
  adapters: Record<PaymentMethod, PaymentAdapter>;
  onFailure(method: PaymentMethod, error: unknown): void;
  /** Milliseconds after which what has not answered is pending. */
  patienceMs?: number;
};

type Routed = { key: string; method: PaymentMethod; amountMinor?: number };

const PATIENCE_MS = 250;
/** Nobody waits for a statement but who compares books. */
const STATEMENT_PATIENCE_MS = 10_000;
const ASK_AGAIN_MS = 250;

/** The payment port: each way to pay is asked for its part of the batch, and none is waited for longer than a moment. */
export function createPayments({ adapters, onFailure, patienceMs = PATIENCE_MS }: PaymentsOptions): Payments {
  /** Each way to pay, asked for its part of the set at the same time; what costs nothing is asked of nobody. */
  async function split<R extends Routed, A>(
    requests: readonly R[],
    question: (adapter: PaymentAdapter, part: R[]) => Promise<Map<string, A>>,
    withinMs: number,
  ): Promise<[string, A][]> {
    const parts = groupBy(requests, ({ amountMinor, method }) => (amountMinor === 0 ? 'FREE' : method));
    const answered = await Promise.all(
      [...parts].map(([method, part]) =>
        method === 'FREE' ? question(free, part) : inTime(method, () => question(adapters[method], part), withinMs),
      ),
    );
    return answered.flatMap((part) => [...part]);
  }

  async function ask<R extends Routed, A>(
    requests: readonly R[],
    question: (adapter: PaymentAdapter, part: R[]) => Promise<Map<string, A>>,
  ): Promise<Map<string, A | Pending>> {
    const pending: Pending = { outcome: 'pending', retryAfterMs: ASK_AGAIN_MS };
    const answered = await split(requests, question, patienceMs);
    return new Map<string, A | Pending>([...requests.map(({ key }) => [key, pending] as const), ...answered]);
  }

  /** The adapter's answers; none when it fails or takes too long: then nobody knows, and it is asked again by key. */
  async function inTime<A>(
    method: PaymentMethod,
    question: () => Promise<Map<string, A>>,
    withinMs: number,
  ): Promise<Map<string, A>> {
    const none = new Map<string, A>();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Map<string, A>>((resolve) => (timer = setTimeout(() => resolve(none), withinMs)));
    const answer = question().catch((error: unknown) => {
      onFailure(method, error);
      return none;
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }

  return {
    capture: (requests) => ask(requests, (adapter, part) => adapter.capture(part)),
    lookup: (requests) => ask(requests, (adapter, part) => adapter.lookup(part)),
    refund: (requests) => ask(requests, (adapter, part) => adapter.refund(part)),
    payBack: (requests) => ask(requests, (adapter, part) => adapter.payBack(part)),
    statement: async (payments, untold) =>
      new Map(await split(payments, (adapter, part) => adapter.statement(part, untold), STATEMENT_PATIENCE_MS)),
  };
}

const all = async <A>(requests: readonly { key: string }[], answer: A): Promise<Map<string, A>> =>
  new Map(requests.map(({ key }) => [key, answer]));

/** What costs nothing is paid, and nobody is asked. */
const free: PaymentAdapter = {
  capture: (requests) => all(requests, { outcome: 'captured' }),
  lookup: (requests) => all(requests, { outcome: 'captured' }),
  refund: (requests) => all(requests, { outcome: 'refunded', amountMinor: 0 }),
  payBack: (requests) => all(requests, { outcome: 'refunded', amountMinor: 0 }),
  statement: (payments) => all(payments, { capturedMinor: 0, refundedMinor: 0 }),
};
