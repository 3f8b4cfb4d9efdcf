import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import type {
  CaptureAnswer,
  LookupAnswer,
  PayBackRequest,
  PaymentAdapter,
  PaymentRequest,
  RefundAnswer,
} from '../../application/payments.ts';
import { giveBack, NOT_COVERED, spend } from '../../domain/store-credit.ts';
import type { Sale } from '../../domain/sale.ts';
import { captureAnswer, nextCharge, payBack, refundAnswer, type Charge } from '../provider/rules.ts';
import { lockCredits, lockCreditsOf, lockPayers, paymentsOf, type Paid, type Payer } from './books.ts';
import { changePayments, enterPayments, moveCredit, type Beginning, type Movement } from './moves.ts';

/** A payment by credit in the terms of a charge: it is taken at once or not at all, so it never waits and never fails. */
const chargeOf = ({ key, state, amountMinor, refundedMinor }: Paid): Charge => ({
  ...{ key, state, amountMinor, refundedMinor },
  ...{ attempts: 1, declineCode: null, due: false },
});

/** The same to everybody who asks by its key: what was declined is not taken later either, whatever its buyer has by then. */
const answerOf = (payment: Paid): CaptureAnswer =>
  payment.state === 'DECLINED' ? { outcome: 'declined', ...NOT_COVERED } : captureAnswer(chargeOf(payment));

/** What a transaction knows: the payments, and their sales, locked before anything else. */
type Ground = { paid: Map<string, Paid>; payers: Map<string, Payer> };

async function lockGround(client: PoolClient, keys: readonly string[]): Promise<Ground> {
  const wanted = [...new Set(keys)];
  const payers = await lockPayers(client, wanted);
  return { payers, paid: new Map((await paymentsOf(client, wanted)).map((one) => [one.key, one])) };
}

/**
 * Store credit as a way to pay: a ledger of ours, by the key of the payment like that of any provider. A payment takes from the credits of
 * its buyer that expire first, all of it or nothing; what goes back goes to the same credits, and is lost with one that
 * expired meanwhile. Rows are locked in one order: the sales by id, then credits by person and expiry. `tell` hears of sales whose
 * streams went on.
 */
export function storeCredit(pool: Pool, tell: (sales: Sale[]) => void): PaymentAdapter {
  async function change<A>(work: (client: PoolClient) => Promise<{ answers: Map<string, A>; sales: Sale[] }>) {
    const { answers, sales } = await inTransaction(pool, work);
    tell(sales);
    return answers;
  }

  async function take(client: PoolClient, requests: readonly PaymentRequest[]) {
    const { paid, payers } = await lockGround(client, requests.map(({ key }) => key)); // prettier-ignore
    const answers = new Map<string, CaptureAnswer>();
    const movements: Movement[] = [];
    const begun: Beginning[] = [];
    for (const [key, payment] of paid) answers.set(key, answerOf(payment));
    const fresh = requests.flatMap((request) => {
      const payer = paid.has(request.key) ? undefined : payers.get(request.key);
      return payer ? [{ request, payer }] : [];
    });
    const credits = await lockCreditsOf(client, [...new Set(fresh.map(({ payer }) => payer.sale.userId))]);
    for (const { request, payer } of fresh) {
      const own = credits.get(payer.sale.userId) ?? [];
      const parts = spend(own, request.amountMinor, request.currency);
      answers.set(request.key, parts ? { outcome: 'captured' } : { outcome: 'declined', ...NOT_COVERED });
      begun.push({ ...request, state: parts ? 'CAPTURED' : 'DECLINED' });
      if (!parts) continue;
      movements.push({ payer, refundId: null, parts });
      for (const { creditId, amountMinor } of parts)
        for (const credit of own) if (credit.id === creditId) credit.remainingMinor -= amountMinor;
    }
    await enterPayments(client, begun);
    return { answers, sales: await moveCredit(client, movements) };
  }

  /** Undoes payments: what was taken goes back, and what was not never will be. */
  async function undo(client: PoolClient, requests: readonly PaymentRequest[]) {
    const { paid, payers } = await lockGround(client, requests.map(({ key }) => key)); // prettier-ignore
    const answers = new Map<string, RefundAnswer>();
    const movements: Movement[] = [];
    for (const { key } of requests) {
      const before = paid.get(key);
      if (!before) {
        answers.set(key, { outcome: 'refunded', amountMinor: 0 });
        continue;
      }
      const { charge, givesBackMinor } = nextCharge(chargeOf(before), 'refund');
      answers.set(key, refundAnswer(charge));
      if (givesBackMinor > 0) movements.push(backTo(payers, before, givesBackMinor, null));
    }
    const unknown = requests.filter(({ key }) => !paid.has(key));
    await enterPayments(
      client,
      unknown.map((request) => ({ ...request, state: 'BARRED' })),
    );
    const undone = movements.flatMap(({ payer }) => paid.get(payer.key) ?? []);
    await changePayments(
      client,
      undone.map((one) => ({ ...one, state: 'REFUNDED', refundedMinor: one.amountMinor })),
    );
    return { answers, sales: await giveBackTo(client, movements) };
  }

  /** Pays parts back, each once by its key. */
  async function payParts(client: PoolClient, requests: readonly PayBackRequest[]) {
    const { paid, payers } = await lockGround(client, requests.map(({ paymentKey }) => paymentKey)); // prettier-ignore
    const answers = new Map<string, RefundAnswer>();
    const movements: Movement[] = [];
    for (const request of requests) {
      const before = paid.get(request.paymentKey);
      const known = before?.refunds.find(({ key }) => key === request.key);
      const { givesBackMinor, answer } = payBack(before && chargeOf(before), request, known);
      answers.set(request.key, answer);
      if (!before || givesBackMinor === 0) continue;
      const movement = backTo(payers, before, givesBackMinor, request.key);
      movements.push(movement);
      paid.set(before.key, {
        ...before,
        refundedMinor: before.refundedMinor + givesBackMinor,
        moved: [...before.moved, ...movement.parts],
        refunds: [...before.refunds, request],
      });
    }
    const changed = [...new Set(movements.map(({ payer }) => payer.key))];
    await changePayments(
      client,
      changed.flatMap((key) => paid.get(key) ?? []),
    );
    return { answers, sales: await giveBackTo(client, movements) };
  }

  return {
    capture: (requests) => change((client) => take(client, requests)),
    async lookup(requests) {
      const keys = requests.map(({ key }) => key);
      const paid = new Map((await paymentsOf(pool, keys)).map((one) => [one.key, one]));
      return new Map(
        keys.map((key): [string, LookupAnswer] => {
          const payment = paid.get(key);
          return [key, payment ? answerOf(payment) : { outcome: 'unknown' }];
        }),
      );
    },
    refund: (requests) => change((client) => undo(client, requests)),
    payBack: (requests) => change((client) => payParts(client, requests)),
    async statement(references) {
      const keys = references.map(({ key }) => key);
      const books = new Map((await paymentsOf(pool, keys)).map(({ key, moved }) => [key, moved]));
      return new Map(keys.map((key) => [key, statementOf(books.get(key) ?? [])]));
    },
  };
}

/** From what moved, not from the payments that sum it up. */
const statementOf = (moved: Paid['moved']) => ({
  capturedMinor: moved.reduce((sum, { amountMinor }) => sum + Math.max(amountMinor, 0), 0),
  refundedMinor: moved.reduce((sum, { amountMinor }) => sum + Math.max(-amountMinor, 0), 0),
});

function backTo(payers: Ground['payers'], paid: Paid, amountMinor: number, refundId: string | null): Movement {
  const payer = payers.get(paid.key);
  if (!payer) throw new Error(`Store credit paid for ${paid.key}, which is no payment.`);
  const parts = giveBack(paid.moved, amountMinor).map((part) => ({ ...part, amountMinor: -part.amountMinor }));
  return { payer, refundId, parts };
}

async function giveBackTo(client: PoolClient, movements: readonly Movement[]): Promise<Sale[]> {
  const credits = movements.flatMap(({ parts }) => parts.map(({ creditId }) => creditId));
  if (credits.length > 0) await lockCredits(client, credits);
  return moveCredit(client, movements);
}
