import type {
  CaptureAnswer,
  LookupAnswer,
  PayBackRequest,
  PaymentRequest,
  RefundAnswer,
} from '../../application/payments.ts';

/** A charge in the books of the test provider. */
export type Charge = {
  key: string;
  amountMinor: number;
  /** What has gone back of it. */
  refundedMinor: number;
  state: 'OPEN' | 'FAILED' | 'CAPTURED' | 'DECLINED' | 'REFUNDED' | 'BARRED';
  attempts: number;
  declineCode: string | null;
  /** Whether an open one's time has come: then the money was taken, although nobody has asked since. */
  due: boolean;
};

/** How a new charge begins. An open one settles after so many seconds; null: never. */
export type Beginning = { state: Charge['state']; declineCode: string | null; settlesAfterSeconds: number | null };

/** A charge as it is behind a question, and the money that moves with it. */
export type Next = { charge: Charge; takesMinor: number; givesBackMinor: number };

/** A part of a charge that went back before. */
export type KnownRefund = { key: string; paymentKey: string; amountMinor: number };

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

/** A charge that is known after it was asked for again, looked up or refunded. Pure. */
export function nextCharge(charge: Charge, ask: 'capture' | 'lookup' | 'refund'): Next {
  const settles = charge.state === 'OPEN' && charge.due;
  const retries = charge.state === 'FAILED' && ask === 'capture';
  const attempts = charge.attempts + (retries ? 1 : 0);
  const captures = settles || (retries && attempts > FLAKY_FAILURES);
  const after: Charge = { ...charge, attempts, state: captures ? 'CAPTURED' : charge.state };
  const takesMinor = captures ? charge.amountMinor : 0;
  if (ask === 'refund' && after.state === 'CAPTURED') {
    const undone: Charge = { ...after, state: 'REFUNDED', refundedMinor: after.amountMinor };
    return { charge: undone, takesMinor, givesBackMinor: after.amountMinor - after.refundedMinor };
  }
  const bars = ask === 'refund' && (after.state === 'OPEN' || after.state === 'FAILED');
  return { charge: bars ? { ...after, state: 'BARRED' } : after, takesMinor, givesBackMinor: 0 };
}

const failed = (code: string, message: string): RefundAnswer => ({ outcome: 'failed', code, message });

/** A charge of which a part is to go back, once by its key and never more in sum than was taken. Pure. */
export function payBack(
  charge: Charge | undefined,
  { paymentKey, amountMinor }: PayBackRequest,
  known: KnownRefund | undefined,
): { givesBackMinor: number; answer: RefundAnswer } {
  const refuse = (code: string, message: string) => ({ givesBackMinor: 0, answer: failed(code, message) });
  const done: RefundAnswer = { outcome: 'refunded', amountMinor };
  if (known)
    return known.paymentKey === paymentKey && known.amountMinor === amountMinor
      ? { givesBackMinor: 0, answer: done }
      : refuse('KEY_IN_USE', 'Another refund was asked for by this key.');
  if (charge?.state !== 'CAPTURED' && charge?.state !== 'REFUNDED')
    return refuse('NOT_CAPTURED', 'Nothing was taken that could be paid back.');
  if (charge.refundedMinor + amountMinor > charge.amountMinor)
    return refuse('MORE_THAN_CAPTURED', 'More would be paid back than was taken.');
  return { givesBackMinor: amountMinor, answer: done };
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
export const refundAnswer = ({ refundedMinor }: Charge): RefundAnswer => ({
  outcome: 'refunded',
  amountMinor: refundedMinor,
});
