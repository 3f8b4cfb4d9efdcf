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

/** One way to pay. What has no answer in its map counts as pending. */
export type PaymentAdapter = {
  capture(requests: readonly PaymentRequest[]): Promise<Map<string, CaptureAnswer>>;
  lookup(requests: readonly PaymentRequest[]): Promise<Map<string, LookupAnswer>>;
  /** Gives back what was taken under the key, and bars a capture that comes later. */
  refund(requests: readonly PaymentRequest[]): Promise<Map<string, RefundAnswer>>;
};

/** All ways to pay: answers for every request, in time. */
export type Payments = PaymentAdapter;

export type PaymentsOptions = {
  adapters: Record<PaymentMethod, PaymentAdapter>;
  onFailure(method: PaymentMethod, error: unknown): void;
  /** Milliseconds after which what has not answered is pending. */
  patienceMs?: number;
};

const PATIENCE_MS = 250;
const ASK_AGAIN_MS = 250;

/** The payment port: each way to pay is asked for its part of the batch, and none is waited for longer than a moment. */
export function createPayments({ adapters, onFailure, patienceMs = PATIENCE_MS }: PaymentsOptions): Payments {
  async function ask<A>(
    requests: readonly PaymentRequest[],
    question: (adapter: PaymentAdapter, part: PaymentRequest[]) => Promise<Map<string, A>>,
  ): Promise<Map<string, A | Pending>> {
    const parts = groupBy(requests, ({ amountMinor, method }) => (amountMinor === 0 ? 'FREE' : method));
    const answered = await Promise.all(
      [...parts].map(([method, part]) =>
        method === 'FREE' ? question(free, part) : inTime(method, () => question(adapters[method], part)),
      ),
    );
    const answers = new Map<string, A | Pending>(
      requests.map(({ key }) => [key, { outcome: 'pending', retryAfterMs: ASK_AGAIN_MS }]),
    );
    for (const part of answered) for (const [key, answer] of part) answers.set(key, answer);
    return answers;
  }

  /** The adapter's answers; none when it fails or takes too long: then nobody knows, and it is asked again by key. */
  async function inTime<A>(method: PaymentMethod, question: () => Promise<Map<string, A>>): Promise<Map<string, A>> {
    const none = new Map<string, A>();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Map<string, A>>((resolve) => (timer = setTimeout(() => resolve(none), patienceMs)));
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
  };
}

const all = async <A>(requests: readonly PaymentRequest[], answer: A): Promise<Map<string, A>> =>
  new Map(requests.map(({ key }) => [key, answer]));

/** What costs nothing is paid, and nobody is asked. */
const free: PaymentAdapter = {
  capture: (requests) => all(requests, { outcome: 'captured' }),
  lookup: (requests) => all(requests, { outcome: 'captured' }),
  refund: (requests) => all(requests, { outcome: 'refunded', amountMinor: 0 }),
};

/** Store credit of people who have none: there is no ledger of it yet, so it covers nothing. */
export const noStoreCredit: PaymentAdapter = {
  capture: (requests) =>
    all(requests, {
      outcome: 'declined',
      code: 'INSUFFICIENT_STORE_CREDIT',
      message: 'Your store credit does not cover the total. Pay by card instead.',
    }),
  lookup: (requests) => all(requests, { outcome: 'unknown' }),
  refund: (requests) => all(requests, { outcome: 'refunded', amountMinor: 0 }),
};
