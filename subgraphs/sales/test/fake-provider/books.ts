import { randomUUID } from 'node:crypto';

type Charge = { key: string; amountMinor: number; currency: string; state: 'CAPTURED' | 'DECLINED' | 'BARRED' };
/** Money that moved: positive to the shop. */
export type Entry = { chargeKey: string; amountMinor: number };

export type Question = { key: string; paymentKey?: string; token?: string; amountMinor: number; currency: string };
export type Answer = Record<string, unknown>;

const captured = ({ key, amountMinor, currency }: Charge): Answer => ({
  ...{ key, outcome: 'captured', amountMinor, currency },
});

function answerOf(charge: Charge): Answer {
  if (charge.state === 'CAPTURED') return captured(charge);
  const code = charge.state === 'DECLINED' ? 'CARD_DECLINED' : 'CHARGE_BARRED';
  return { key: charge.key, outcome: 'declined', code, message: 'Another card, please.' };
}

/** What an honest provider does with money: once by its key, and nothing behind an undo. */
export function openBooks() {
  const charges = new Map<string, Charge>();
  const refunds = new Map<string, Question>();
  const entries: Entry[] = [];
  const sum = (key: string, sign: 1 | -1) =>
    entries.reduce(
      (total, e) => (e.chargeKey === key && Math.sign(e.amountMinor) === sign ? total + sign * e.amountMinor : total),
      0,
    );
  const enter = (chargeKey: string, amountMinor: number) => {
    if (amountMinor !== 0) entries.push({ chargeKey, amountMinor });
  };

  return {
    entries,
    enter,
    knows: (key: string) => charges.has(key),
    capture({ key = randomUUID(), token, amountMinor, currency }: Question): Answer {
      const known = charges.get(key);
      if (known) return answerOf(known);
      const charge: Charge = { key, amountMinor, currency, state: token === 'tok_declined' ? 'DECLINED' : 'CAPTURED' };
      charges.set(key, charge);
      if (charge.state === 'CAPTURED') enter(key, amountMinor);
      return answerOf(charge);
    },
    lookup({ key }: Question): Answer {
      const charge = charges.get(key);
      return charge ? answerOf(charge) : { key, outcome: 'unknown' };
    },
    undo({ key, amountMinor, currency }: Question): Answer {
      const charge = charges.get(key) ?? { key, amountMinor, currency, state: 'BARRED' };
      charges.set(key, charge);
      if (charge.state === 'CAPTURED') {
        charge.state = 'BARRED';
        enter(key, -Math.max(0, sum(key, 1) - sum(key, -1)));
      }
      return { key, outcome: 'refunded', amountMinor: sum(key, -1), currency };
    },
    payBack(question: Question): Answer {
      const { key = randomUUID(), paymentKey = '', amountMinor, currency } = question;
      if (!refunds.has(key)) {
        const left = sum(paymentKey, 1) - sum(paymentKey, -1);
        if (amountMinor > left) return { key, outcome: 'failed', code: 'TOO_MUCH', message: `${left} is left.` };
        refunds.set(key, question);
        enter(paymentKey, -amountMinor);
      }
      return { key, outcome: 'refunded', amountMinor, currency };
    },
    statement: (keys: readonly string[]) => ({
      payments: keys.map((key) => ({ key, capturedMinor: sum(key, 1), refundedMinor: sum(key, -1) })),
    }),
  };
}

export type Books = ReturnType<typeof openBooks>;
