import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RefundOrder, SalesRefundSteps } from '@comptoir/contracts';
import type { RefundAnswer } from '../src/application/payments.ts';
import type { Deps } from '../src/application/ports.ts';
import { startSales, type TestSales } from './harness.ts';
import { line, refundStories } from './refund-stories.ts';

let system: TestSales;
let { refunds, aSale, story } = {} as ReturnType<typeof refundStories>;
beforeAll(async () => {
  system = await startSales();
  ({ refunds, aSale, story } = refundStories(system));
}, 60_000);
afterAll(() => system.dispose());

const DONE = { outcome: 'done' };

/** Steps of a worker whose ports do something else. */
function workerWith(change: (deps: Deps) => Partial<Deps>) {
  const { steps } = system.workerWith(change(system.deps));
  return async (step: keyof SalesRefundSteps, order: RefundOrder) =>
    (await steps[step]([{ sagaId: order.sagaId, input: order }])).get(order.sagaId);
}
const paysBack = (answer: RefundAnswer) =>
  workerWith(({ payments }) => ({
    payments: { ...payments, payBack: async (all) => new Map(all.map(({ key }) => [key, answer])) },
  }));

describe('a payment back', () => {
  it('that was made by a process that died then is found, not made again', async () => {
    const order = await aSale();
    const refund = await refunds.approved(order, { lines: [line(order, 0, 1)] });
    const dying = workerWith((deps) => ({
      refunds: { ...deps.refunds, pay: async () => Promise.reject(new Error('died')) },
    }));
    await expect(dying('payRefund', refund)).rejects.toThrow('died');
    expect(await system.ledger(order)).toEqual([1_750, -500]);
    // Whoever would free its units now would sell them twice.
    await expect(refunds.run('failRefund', refund)).rejects.toThrow('cannot fail: it is APPROVED, its money ASKED');
    expect(await refunds.run('payRefund', refund)).toEqual([DONE]);
    expect(await story(order, refund)).toMatchObject({
      ...{ sale: ['PARTIALLY_REFUNDED', 'PARTIALLY_REFUNDED', 500], ledger: [1_750, -500] },
    });
    await expect(refunds.run('failRefund', refund)).rejects.toThrow('its money PAID');
  });

  it('that the provider refuses stays refused, and its units may be asked for again', async () => {
    const order = await aSale();
    const refund = await refunds.approved(order);
    const refusing = paysBack({ outcome: 'failed', code: 'CARD_CLOSED', message: 'The card is closed.' });
    const refused = { outcome: 'refused', code: 'CARD_CLOSED', message: 'The card is closed.' };
    expect(await refusing('payRefund', refund)).toEqual(refused);
    expect(await refunds.run('payRefund', refund)).toEqual([refused]);
    expect(await refunds.run('validateRefund', refund)).toEqual([refused]);
    expect((await refunds.stored(refund.refundId))?.error).toBeNull();
    expect(await refunds.run('failRefund', refund)).toEqual([DONE]);
    expect(await refunds.run('failRefund', refund)).toEqual([DONE]);
    expect(await story(order, refund)).toEqual({
      ...{ sale: ['CONFIRMED', 'CAPTURED', 0], refund: ['FAILED', 'CARD_CLOSED'], events: ['RefundFailed'] },
      ...{ units: Array.from({ length: 2 }, () => [0, 0]), ledger: [1_750] },
    });
    await expect(refunds.run('completeRefund', refund)).rejects.toThrow('cannot complete: it is FAILED');
    expect(await refunds.refunded(order)).toBeDefined();
  });

  it('that another worker has noted counts, whatever the provider says to this one', async () => {
    const order = await aSale();
    const refund = await refunds.approved(order);
    // While this worker is told no, the other is told that it was paid, and writes it.
    const late = workerWith(({ payments }) => ({
      payments: {
        ...payments,
        async payBack(all) {
          expect(await refunds.run('payRefund', refund)).toEqual([DONE]);
          return new Map(all.map(({ key }) => [key, { outcome: 'failed', code: 'UNKNOWN_PAYMENT', message: 'No.' }]));
        },
      },
    }));
    expect(await late('payRefund', refund)).toEqual(DONE);
    expect(await story(order, refund)).toMatchObject({
      sale: ['REFUNDED', 'REFUNDED', 1_750],
      ledger: [1_750, -1_750],
    });
  });

  it('that is not answered, or of another amount, is asked for again and writes nothing', async () => {
    const order = await aSale();
    const refund = await refunds.approved(order);
    const odds: RefundAnswer[] = [
      { outcome: 'pending', retryAfterMs: 100 },
      { outcome: 'refunded', amountMinor: 1 },
    ];
    for (const answer of odds) {
      const odd = paysBack(answer);
      expect(await odd('payRefund', refund)).toMatchObject({ outcome: 'pending' });
    }
    expect(await story(order, refund)).toMatchObject({
      sale: ['CONFIRMED', 'CAPTURED', 0],
      refund: ['APPROVED', null],
    });
    expect(await refunds.run('payRefund', refund)).toEqual([DONE]);
  });
});
