import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anOrder, startSales, type TestSales } from './harness.ts';
import { salesStories } from './stories.ts';

let system: TestSales;
let { settle, story } = {} as ReturnType<typeof salesStories>;
beforeAll(async () => {
  system = await startSales();
  ({ settle, story } = salesStories(system));
}, 60_000);
afterAll(() => system.dispose());

const DONE = { outcome: 'done' };

describe('a payment', () => {
  it.each([
    ['tok_declined', 'CARD', 'CARD_DECLINED'],
    ['tok_insufficient_funds', 'CARD', 'INSUFFICIENT_FUNDS'],
    ['tok_nonsense', 'CARD', 'INVALID_TOKEN'],
    [null, 'STORE_CREDIT', 'INSUFFICIENT_STORE_CREDIT'],
  ] as const)('with %s by %s is refused as %s, and so is the next try', async (token, method, code) => {
    const order = anOrder({ token, method });
    await system.run('openSales', order);
    const [refused] = await system.run('capturePayment', order);
    expect(refused).toMatchObject({ outcome: 'refused', code });
    expect(await system.run('capturePayment', order)).toEqual([refused]);
    expect(await system.run('cancelSale', order)).toEqual([DONE]);
    expect(await story(order)).toEqual({
      ...{ status: 'CANCELLED', payment: 'DECLINED', ledger: [] },
      events: ['PaymentDeclined', 'SaleCancelled'],
    });
    expect(await system.folded(order)).toMatchObject({ payment: { declineCode: code } });
  });

  it('that never answers, or answers late, delays nobody in its chunk', async () => {
    const chunk = ['tok_approved', 'tok_timeout', 'tok_declined', 'tok_slow', 'tok_flaky', 'tok_approved'].map(
      (token) => anOrder({ token }),
    );
    await system.run('openSales', ...chunk);
    const start = performance.now();
    const answers = await system.run('capturePayment', ...chunk);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'pending', 'refused', 'pending', 'pending', 'done']);
  });

  it('that fails twice is asked three times and taken once', async () => {
    const order = anOrder({ token: 'tok_flaky' });
    await system.run('openSales', order);
    const answers = [];
    for (let tries = 0; tries < 3; tries++) answers.push((await system.run('capturePayment', order))[0]?.outcome);
    expect(answers).toEqual(['pending', 'pending', 'done']);
    expect(await story(order)).toMatchObject({ payment: 'CAPTURED', ledger: [1_500], events: ['PaymentCaptured'] });
  });

  it('that takes two seconds is found by its key', async () => {
    const order = anOrder({ token: 'tok_slow' });
    await system.run('openSales', order);
    const start = performance.now();
    expect(await settle('capturePayment', order)).toEqual(DONE);
    expect(performance.now() - start).toBeGreaterThan(1_900);
    expect(await system.ledger(order)).toEqual([1_500]);
  });

  it('that was taken by a process that died then is found, not taken again', async () => {
    const order = anOrder();
    await system.run('openSales', order);
    // It dies between the provider's answer and its own commit.
    const dying = system.workerWith({
      store: { ...system.deps.store, move: () => Promise.reject(new Error('died')) },
    });
    await expect(dying.steps.capturePayment([{ sagaId: order.sagaId, input: order }])).rejects.toThrow('died');
    expect([await system.payment(order), await system.ledger(order)]).toEqual(['ASKED', [1_500]]);
    expect(await system.run('capturePayment', order)).toEqual([DONE]);
    expect(await story(order)).toMatchObject({ ledger: [1_500], events: ['PaymentCaptured'] });
  });

  it('that is known to be taken is not undone by a provider that gives nothing back', async () => {
    const order = anOrder();
    await system.run('openSales', order);
    await system.run('capturePayment', order);
    const nothing = system.workerWith({
      payments: {
        ...system.deps.payments,
        refund: async (all) => new Map(all.map(({ key }) => [key, { outcome: 'refunded', amountMinor: 0 }])),
      },
    });
    const answers = await nothing.steps.refundPayment([{ sagaId: order.sagaId, input: order }]);
    expect(answers.get(order.sagaId)).toMatchObject({ outcome: 'pending' });
    expect([await system.payment(order), await system.ledger(order)]).toEqual(['CAPTURED', [1_500]]);
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    expect([await system.payment(order), await system.ledger(order)]).toEqual(['REFUNDED', [1_500, -1_500]]);
  });

  it('of nothing is undone as well: a replacement whose goods were lost is cancelled', async () => {
    const order = anOrder({ kind: 'REPLACEMENT', lines: [{ quantity: 1, unitPriceMinor: 0 }] });
    await system.run('openSales', order);
    expect(await system.run('capturePayment', order)).toEqual([DONE]);
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    expect(await system.run('cancelSale', order)).toEqual([DONE]);
    expect([await system.payment(order), await system.ledger(order)]).toEqual(['REFUNDED', []]);
  });
});
