import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SaleOrder } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import { createPayments, type Payments } from '../src/application/payments.ts';
import { httpProvider } from '../src/infrastructure/http-provider/adapter.ts';
import { ACCIDENTS, LIES, type Fault } from './fake-provider/faults.ts';
import { SECRET, startFakeProvider, type FakeProvider } from './fake-provider/start.ts';
import { anOrder, startSales, type TestSales } from './harness.ts';
import { MOST_ROUNDS, storiesOf, storyteller, type Story } from './provider-stories.ts';

let provider: FakeProvider;
let system: TestSales;
/** As the shop runs it, for stories that go on whatever happens. */
let quick: Asking;
/** For what must be answered however busy this machine is: a second is not long there. */
let patient: Asking;
let asking: Asking;
let failures: string[];
let unusable: string[];
let { tell, believed, differences, truth } = {} as ReturnType<typeof storyteller>;

type Asking = Payments & { close(): Promise<void> };

function asks(answerWithinMs: number): Asking {
  const cards = httpProvider({
    ...{ url: provider.url, secret: SECRET, answerWithinMs },
    onFailure: ({ message }) => void failures.push(message),
    onUnusable: ({ operation, reason }) => void unusable.push(`${operation}: ${reason}`),
  });
  const payments = createPayments({
    adapters: { CARD: cards, CASH: cards, STORE_CREDIT: cards },
    onFailure: (_, error) => void failures.push(String(error)),
    patienceMs: answerWithinMs * 1.25,
  });
  return { ...payments, close: () => cards.close() };
}

beforeAll(async () => {
  provider = await startFakeProvider();
  [quick, patient] = [asks(200), asks(1_000)];
  system = await startSales({
    payments: {
      capture: (requests) => asking.capture(requests),
      lookup: (requests) => asking.lookup(requests),
      refund: (requests) => asking.refund(requests),
      payBack: (requests) => asking.payBack(requests),
      statement: (payments) => asking.statement(payments),
    },
  });
  ({ tell, believed, differences, truth } = storyteller({ system, provider }, () => asking, patient.statement));
}, 60_000);
afterAll(async () => {
  await system.dispose();
  await Promise.all([quick.close(), patient.close()]);
  await provider.stop();
});
beforeEach(async () => {
  [failures, unusable] = [[], []];
  asking = patient;
  await provider.control({});
});

const shares = (faults: readonly Fault[], each: number) => Object.fromEntries(faults.map((fault) => [fault, each]));

describe('payments of a provider that delays, duplicates, forgets, breaks off and answers nonsense', () => {
  it('end as they were meant, are taken once each, and never behind their undo', async () => {
    asking = quick;
    const stories = storiesOf(120);
    await provider.control({ seed: 20_261_125, shares: shares(ACCIDENTS, 0.04) });
    await tell(stories);
    const { entries, met } = await provider.books();
    expect(Object.keys(met).sort()).toEqual([...ACCIDENTS].sort());
    const ours = new Set(stories.map(({ order }) => order.paymentId));
    const taken = entries.filter(({ amountMinor }) => amountMinor > 0).map(({ chargeKey }) => chargeKey);
    expect(taken.filter((key) => !ours.has(key))).toEqual([]);
    expect(new Set(taken).size).toBe(taken.length);
    const kept = await believed(stories);
    expect(await truth(kept)).toEqual([]);
    expect(await differences(kept)).toEqual([]);
    expect(stories.filter(({ paidBackMinor }) => paidBackMinor > 0).length).toBeGreaterThan(20);
    expect(new Set(unusable.map((text) => text.replace(/ \S*\d\S*/g, ' …')))).toContain(
      'capture: captured … CAD instead of … CAD',
    );
    expect(unusable).toContain('lookup: malformed');
  }, 60_000);
});

describe('payments of a provider that answers rightly, and always later than anybody waits', () => {
  it.each(['toldLate', 'doneLate'] as const)(
    'are made, undone and paid back (%s)',
    async (fault) => {
      asking = quick;
      const stories = storiesOf(60).map((story) => ({ ...story, patience: MOST_ROUNDS }));
      const before = (await provider.books()).requests;
      await provider.control({ seed: 300, shares: { [fault]: 1 } });
      await tell(stories);
      const isSold = ({ order, meantToBeUndone }: Story) => order.payment.token === 'tok_approved' && !meantToBeUndone;
      expect(stories.map(({ paidBackMinor }) => paidBackMinor)).toEqual(
        stories.map((story) => (isSold(story) ? story.order.totalMinor / 2 : 0)),
      );
      expect(stories.filter(isSold).length).toBeGreaterThan(30);
      expect(await truth(await believed(stories))).toEqual([]);
      expect([failures, unusable]).toEqual([[], []]);
      // What is under way is joined: a capture, its undo or its refund, and a few looks at the capture meanwhile.
      expect((await provider.books()).requests - before).toBeLessThan(stories.length * 5);
    },
    60_000,
  );
});

describe('payments of a provider that lies', () => {
  it('are found: every difference to the truth is in its statements, and only what it lied about differs', async () => {
    asking = quick;
    const stories = storiesOf(120);
    await provider.control({ seed: 7, shares: { ...shares(LIES, 0.12), toldLate: 0.1, doneLate: 0.1 } });
    await tell(stories);
    const kept = await believed(stories);
    const found = await differences(kept);
    expect(found).toEqual(await truth(kept));
    const { met, liedAbout } = await provider.books();
    expect(LIES.filter((lie) => !met[lie])).toEqual([]);
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((key) => !liedAbout.includes(key))).toEqual([]);
  }, 60_000);
});

describe('a payment that is never answered', () => {
  it('delays nobody in its chunk, however often it is asked for', async () => {
    const orders = Array.from({ length: 30 }, () => anOrder());
    const [hanging] = orders as [SaleOrder];
    await system.run('openSales', ...orders);
    await provider.control({ ofKeys: { [hanging.paymentId]: 'stalls' } });
    const answers = await system.run('capturePayment', ...orders);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['pending', ...orders.slice(1).map(() => 'done')]);
    let waiting = 12;
    const asks = Array.from({ length: waiting }, async () => {
      await system.run('capturePayment', hanging);
      waiting--;
    });
    const next = anOrder();
    await system.run('openSales', next);
    expect(await system.run('capturePayment', next)).toEqual([{ outcome: 'done' }]);
    expect(waiting).toBe(12);
    await Promise.all(asks);
    // Not even right behind so many time-outs: slowness opens no circuit.
    const last = anOrder();
    await system.run('openSales', last);
    expect(await system.run('capturePayment', last)).toEqual([{ outcome: 'done' }]);
  });
});

describe('a provider that is away', () => {
  it('is left alone most of the time, and asked again by and by', async () => {
    const orders = Array.from({ length: 40 }, () => anOrder());
    await system.run('openSales', ...orders);
    await provider.control({ shares: { away: 1 } });
    // Opens the circuit.
    await system.run('capturePayment', ...orders);
    const before = (await provider.books()).requests;
    for (let n = 0; n < 10; n++)
      expect(new Set((await system.run('capturePayment', ...orders)).map(({ outcome }) => outcome))).toEqual(
        new Set(['pending']),
      );
    expect((await provider.books()).requests - before).toBeLessThanOrEqual(2);
    expect(failures.at(-1)).toMatch(/40 of 40 \(lookup\) without an answer: It is away: not asked\./);
    await provider.control({});
    await eventually(async () =>
      (await system.run('capturePayment', ...orders)).every(({ outcome }) => outcome === 'done'),
    );
  });

  it('where nobody listens leaves payments pending, and says so', async () => {
    const told: string[] = [];
    const nowhere = httpProvider({
      ...{ url: 'http://127.0.0.1:1', secret: SECRET, onUnusable: () => undefined },
      onFailure: ({ message }) => void told.push(message),
    });
    const request = { key: uuidv7(), method: 'CARD', token: null, amountMinor: 5, currency: 'CAD' } as const;
    expect((await nowhere.capture([request])).size).toBe(0);
    expect((await nowhere.statement([request])).size).toBe(0);
    expect(told).toEqual([
      expect.stringMatching(/^1 of 1 \(capture\) without an answer: (Error: )?connect ECONNREFUSED/),
      expect.stringMatching(/^1 of 1 \(statement\) without an answer: (Error: )?connect ECONNREFUSED/),
    ]);
    await nowhere.close();
  });
});

it('refuses whoever cannot sign, and takes nothing', async () => {
  const told: string[] = [];
  const stranger = httpProvider({
    ...{ url: provider.url, secret: 'somebody-elses-secret', onUnusable: () => undefined },
    onFailure: ({ message }) => void told.push(message),
  });
  const request = { key: uuidv7(), method: 'CARD', token: null, amountMinor: 5, currency: 'CAD' } as const;
  expect((await stranger.capture([request])).size).toBe(0);
  expect(told).toEqual([
    '1 of 1 (capture) without an answer: It answered with status 401: is PAYMENT_PROVIDER_SECRET the one it knows?',
  ]);
  expect(await patient.statement([request])).toEqual(new Map([[request.key, { capturedMinor: 0, refundedMinor: 0 }]]));
  await stranger.close();
});
