import { describe, expect, it } from '@jest/globals';
import { createPayments, type PayBackRequest, type PaymentAdapter, type PaymentRequest } from './payments.ts';

const request = (key: string, rest: Partial<PaymentRequest> = {}): PaymentRequest => ({
  key,
  method: 'CARD',
  token: 'tok_approved',
  amountMinor: 100,
  currency: 'CAD',
  ...rest,
});

const answering =
  <A>(answer: A) =>
  async (requests: readonly PaymentRequest[]) =>
    new Map(requests.map(({ key }) => [key, answer]));
const good: PaymentAdapter = {
  capture: answering({ outcome: 'captured' as const }),
  lookup: answering({ outcome: 'unknown' as const }),
  refund: answering({ outcome: 'refunded' as const, amountMinor: 100 }),
  payBack: async (requests) =>
    new Map(requests.map(({ key, amountMinor }) => [key, { outcome: 'refunded' as const, amountMinor }])),
  statement: async (payments) => new Map(payments.map(({ key }) => [key, { capturedMinor: 100, refundedMinor: 0 }])),
};
const silent = () => new Promise<never>(() => {});
const hanging: PaymentAdapter = {
  capture: silent,
  lookup: silent,
  refund: silent,
  payBack: silent,
  statement: silent,
};
const refusing: PaymentAdapter = {
  ...good,
  capture: answering({ outcome: 'declined' as const, code: 'NO', message: 'No.' }),
  statement: async (payments) => new Map(payments.map(({ key }) => [key, { capturedMinor: 0, refundedMinor: 0 }])),
};
const back = (key: string, rest: Partial<PayBackRequest> = {}): PayBackRequest => ({
  ...{ key, paymentKey: 'a', method: 'CARD', amountMinor: 40, currency: 'CAD' },
  ...rest,
});

function payments(card: PaymentAdapter, failures: unknown[] = []) {
  return createPayments({
    adapters: { CARD: card, CASH: good, STORE_CREDIT: refusing },
    onFailure: (method, error) => void failures.push([method, (error as Error).message]),
    patienceMs: 30,
  });
}

describe('the payment port', () => {
  it('waits for nobody longer than a moment: who has not answered is pending, the others have their answers', async () => {
    const port = payments(hanging);
    const asked = [request('a'), request('b', { method: 'CASH' }), request('c', { method: 'STORE_CREDIT' })];
    const start = performance.now();
    const answers = await port.capture(asked);
    expect(performance.now() - start).toBeLessThan(250);
    expect([...answers.values()].map(({ outcome }) => outcome)).toEqual(['pending', 'captured', 'declined']);
    expect((await port.lookup(asked)).get('a')).toMatchObject({ outcome: 'pending' });
    expect((await port.refund(asked)).get('a')).toMatchObject({ outcome: 'pending' });
    expect([...(await port.payBack([back('r'), back('s', { method: 'CASH' })])).values()]).toMatchObject([
      { outcome: 'pending' },
      { outcome: 'refunded', amountMinor: 40 },
    ]);
  });

  it('tells of a provider that fails, and counts its payments as pending', async () => {
    const failures: unknown[] = [];
    const failing = async () => Promise.reject(new Error('connection refused'));
    const answers = await payments({ ...good, capture: failing }, failures).capture([
      request('a'),
      request('b', { method: 'CASH' }),
    ]);
    expect([...answers.values()].map(({ outcome }) => outcome)).toEqual(['pending', 'captured']);
    expect(failures).toEqual([['CARD', 'connection refused']]);
  });

  it('answers pending for what a provider left out', async () => {
    const forgetful: PaymentAdapter = { ...good, capture: async () => new Map() };
    expect((await payments(forgetful).capture([request('a')])).get('a')).toMatchObject({ outcome: 'pending' });
  });

  it('asks nobody for what costs nothing', async () => {
    const free = request('a', { amountMinor: 0 });
    const port = payments(hanging);
    expect((await port.capture([free])).get('a')).toEqual({ outcome: 'captured' });
    expect((await port.lookup([free])).get('a')).toEqual({ outcome: 'captured' });
    expect((await port.refund([free])).get('a')).toEqual({ outcome: 'refunded', amountMinor: 0 });
    expect((await port.payBack([back('r', { amountMinor: 0 })])).get('r')).toEqual({
      outcome: 'refunded',
      amountMinor: 0,
    });
  });

  it('tells what the books of each provider say, and leaves out what one of them could not', async () => {
    const failures: unknown[] = [];
    const closed: PaymentAdapter = { ...good, statement: async () => Promise.reject(new Error('closed')) };
    const payment = (key: string, method: PaymentRequest['method']) => ({ key, method });
    const asked = [payment('a', 'CARD'), payment('b', 'CASH'), payment('c', 'STORE_CREDIT')];
    expect([...(await payments(closed, failures).statement(asked))].sort()).toEqual([
      ['b', { capturedMinor: 100, refundedMinor: 0 }],
      ['c', { capturedMinor: 0, refundedMinor: 0 }],
    ]);
    expect(failures).toEqual([['CARD', 'closed']]);
  });
});
