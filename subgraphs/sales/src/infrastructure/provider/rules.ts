import type { CaptureAnswer, LookupAnswer, PaymentRequest, RefundAnswer } from '../../application/payments.ts';

/** A charge in the books of the test provider. */
export type Charge = {
  key: string;
  amountMinor: number;
  state: 'OPEN' | 'FAILED' | 'CAPTURED' | 'DECLINED' | 'REFUNDED' | 'BARRED';
  attempts: number;
  declineCode: string | null;
  /** Whether an open one's time has come: then the money was taken, although nobody has asked since. */
  due: boolean;
};

/** How a new charge begins. An open one settles after so many seconds; null: never. */
export type Beginning = { state: Charge['state']; declineCode: string | null; settlesAfterSeconds: number | null };

export type Entry = 'CAPTURE' | 'REFUND';

const FLAKY_FAILURES = 2;
const SLOW_SECONDS = 2;

const MESSAGES: Record<string, string> = {
  CARD_DECLINED: 'The card was declined. Try another card.',
  INSUFFICIENT_FUNDS: 'The card has not enough money for this. Try another card.',
  INVALID_TOKEN: 'The payment provider does not know this card. Enter it again.',
  CHARGE_BARRED: 'The payment was given up before it was taken.',
};

const begin = (
  state: Charge['state'],
  declineCode: string | null = null,
  settlesAfterSeconds: number | null = null,
): Beginning => ({
  state,
  declineCode,
  settlesAfterSeconds,
});

/** What the token of a card stands for; cash in the till is always good. */
export function beginCharge({ method, token }: PaymentRequest): Beginning {
  if (method === 'CASH') return begin('CAPTURED');
  switch (token) {
    case 'tok_approved':
      return begin('CAPTURED');
    case 'tok_declined':
      return begin('DECLINED', 'CARD_DECLINED');
    case 'tok_insufficient_funds':
      return begin('DECLINED', 'INSUFFICIENT_FUNDS');
    case 'tok_flaky':
      return begin('FAILED');
    case 'tok_slow':
      return begin('OPEN', null, SLOW_SECONDS);
    case 'tok_timeout':
      return begin('OPEN');
    default:
      return begin('DECLINED', 'INVALID_TOKEN');
  }
}

/** A charge that is known after it was asked for again, looked up or refunded, and the money that moves. Pure. */
export function nextCharge(charge: Charge, ask: 'capture' | 'lookup' | 'refund'): { charge: Charge; entries: Entry[] } {
  const settles = charge.state === 'OPEN' && charge.due;
  const retries = charge.state === 'FAILED' && ask === 'capture';
  const attempts = charge.attempts + (retries ? 1 : 0);
  const captures = settles || (retries && attempts > FLAKY_FAILURES);
  const after: Charge = { ...charge, attempts, state: captures ? 'CAPTURED' : charge.state };
  const entries: Entry[] = captures ? ['CAPTURE'] : [];
  if (ask !== 'refund') return { charge: after, entries };
  if (after.state === 'CAPTURED') return { charge: { ...after, state: 'REFUNDED' }, entries: [...entries, 'REFUND'] };
  if (after.state === 'OPEN' || after.state === 'FAILED') return { charge: { ...after, state: 'BARRED' }, entries };
  return { charge: after, entries };
}

const declined = (code: string): CaptureAnswer => ({
  outcome: 'declined',
  code,
  message: MESSAGES[code] ?? 'The payment was declined.',
});

/** What the provider says of a charge to whoever wants the money. */
export function captureAnswer({ state, declineCode }: Pick<Charge, 'state' | 'declineCode'>): CaptureAnswer {
  switch (state) {
    case 'CAPTURED':
      return { outcome: 'captured' };
    case 'DECLINED':
      return declined(declineCode ?? 'CARD_DECLINED');
    case 'REFUNDED':
    case 'BARRED':
      return declined('CHARGE_BARRED');
    case 'OPEN':
      return { outcome: 'pending', retryAfterMs: 250 };
    case 'FAILED':
      return { outcome: 'pending', retryAfterMs: 100 };
    default:
      return state satisfies never;
  }
}

/** What the provider says to whoever only wants to know: after a failed try nothing is on its way. */
export function lookupAnswer(charge: Charge): LookupAnswer {
  return charge.state === 'FAILED' ? { outcome: 'unknown' } : captureAnswer(charge);
}

/** How much went back. */
export function refundAnswer({ state, amountMinor }: Charge): RefundAnswer {
  return { outcome: 'refunded', amountMinor: state === 'REFUNDED' ? amountMinor : 0 };
}
