import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool, type Pool } from '@comptoir/database';
import { createLogger } from '@comptoir/telemetry';
import { freshDatabase } from '@comptoir/testing/database';
import type { PayBackRequest, PaymentRequest } from '../src/application/payments.ts';
import { testProvider } from '../src/infrastructure/provider/ledger.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
beforeAll(async () => {
  database = await freshDatabase('sales');
  pool = openPool({
    ...{ url: database.url, context: 'sales', max: 8, service: 'provider-test' },
    log: createLogger('provider-test', 'silent'),
  });
}, 60_000);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const payment = (amountMinor = 1_000, token = 'tok_approved'): PaymentRequest => ({
  ...{ key: randomUUID(), method: 'CARD', token, amountMinor, currency: 'CAD' },
});
const part = ({ key }: PaymentRequest, amountMinor: number, refundKey: string = randomUUID()): PayBackRequest => ({
  ...{ key: refundKey, paymentKey: key, method: 'CARD', amountMinor, currency: 'CAD' },
});
const outcomes = (answers: Map<string, { outcome: string; code?: string }>) =>
  [...answers.values()].map(({ outcome, code }) => code ?? outcome);

describe('parts of a payment', () => {
  it('go back one by one until nothing is left, several in one call', async () => {
    const provider = testProvider(pool);
    const [one, other] = [payment(), payment(50)];
    await provider.capture([one, other]);
    const parts = [part(one, 300), part(other, 50), part(one, 600), part(one, 200), part(one, 100)];
    expect(outcomes(await provider.payBack(parts))).toEqual([
      ...['refunded', 'refunded', 'refunded', 'MORE_THAN_CAPTURED', 'refunded'],
    ]);
    expect(await provider.statement([one, other])).toEqual(
      new Map([
        [one.key, { capturedMinor: 1_000, refundedMinor: 1_000 }],
        [other.key, { capturedMinor: 50, refundedMinor: 50 }],
      ]),
    );
    expect(outcomes(await provider.capture([one]))).toEqual(['captured']);
  });

  it('go back once by their keys and never in sum more than was taken, however many ask at the same time', async () => {
    const provider = testProvider(pool);
    const payments = Array.from({ length: 8 }, () => payment(100));
    await provider.capture(payments);
    const parts = payments.flatMap((of) => [part(of, 40), part(of, 40), part(of, 40)]);
    const asked = await Promise.all(
      [parts, [...parts].reverse(), parts.slice(7), parts.slice(0, 11)].map((some) => provider.payBack(some)),
    );
    for (const { key } of parts) {
      const answers = asked.flatMap((answered) => answered.get(key)?.outcome ?? []);
      expect(new Set(answers).size).toBe(1);
    }
    for (const statement of (await provider.statement(payments)).values())
      expect(statement).toEqual({ capturedMinor: 100, refundedMinor: 80 });
  });

  it('and an undo at the same time end with the whole paid back, once', async () => {
    const provider = testProvider(pool);
    const payments = Array.from({ length: 8 }, () => payment(100));
    await provider.capture(payments);
    const parts = payments.map((of) => part(of, 30));
    await Promise.all([provider.payBack(parts), provider.refund(payments), provider.payBack(parts)]);
    for (const statement of (await provider.statement(payments)).values())
      expect(statement).toEqual({ capturedMinor: 100, refundedMinor: 100 });
  });

  it('of what was never taken are refused, and nothing moves', async () => {
    const provider = testProvider(pool);
    const [declined, open, never] = [payment(10, 'tok_declined'), payment(10, 'tok_timeout'), payment(10)];
    await provider.capture([declined, open]);
    expect(outcomes(await provider.payBack([declined, open, never].map((of) => part(of, 10))))).toEqual(
      Array.from({ length: 3 }, () => 'NOT_CAPTURED'),
    );
    for (const statement of (await provider.statement([declined, open, never])).values())
      expect(statement).toEqual({ capturedMinor: 0, refundedMinor: 0 });
  });

  it('are kept by the database too: the books take no more back than was paid', async () => {
    const provider = testProvider(pool);
    const one = payment();
    await provider.capture([one]);
    await expect(
      pool.query('UPDATE provider.charge SET refunded_minor = 1001 WHERE key = $1', [one.key]),
    ).rejects.toThrow('charge_refunded_at_most_amount');
  });
});
