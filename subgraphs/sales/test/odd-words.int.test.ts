import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { SaleOrder } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { createPayments } from '../src/application/payments.ts';
import { httpProvider } from '../src/infrastructure/http-provider/adapter.ts';
import { SECRET, startFakeProvider, type FakeProvider } from './fake-provider/start.ts';
import { anOrder, startSales, type TestSales } from './harness.ts';

let provider: FakeProvider;
let system: TestSales;
let cards: ReturnType<typeof httpProvider>;
beforeAll(async () => {
  provider = await startFakeProvider();
  const silent = { onFailure: () => undefined, onUnusable: () => undefined };
  cards = httpProvider({ url: provider.url, secret: SECRET, answerWithinMs: 1_000, ...silent });
  const adapters = { CARD: cards, CASH: cards, STORE_CREDIT: cards };
  system = await startSales({
    payments: createPayments({ adapters, onFailure: () => undefined, patienceMs: 1_250 }),
  });
}, 60_000);
afterAll(async () => {
  await system.dispose();
  await cards.close();
  await provider.stop();
});

const SAID = { code: 'N\ufffdO', message: 'Half a character: \ufffd.' };
const talkingOddly = (...keys: string[]) =>
  provider.control({ ofKeys: Object.fromEntries(keys.map((key) => [key, 'oddWords' as const])) });

it('a provider that declines in characters that no database holds declines one payment, and its words are kept', async () => {
  const declined = anOrder({ token: 'tok_declined' });
  const orders = [anOrder(), declined, anOrder()];
  await talkingOddly(declined.paymentId);
  await system.run('openSales', ...orders);
  expect(await system.run('capturePayment', ...orders)).toEqual([
    { outcome: 'done' },
    { outcome: 'refused', ...SAID },
    { outcome: 'done' },
  ]);
  expect(await system.events(declined)).toContainEqual({
    type: 'PaymentDeclined',
    data: expect.objectContaining(SAID),
  });
});

it('one that fails a refund in such words is understood too', async () => {
  const { paymentId, totalMinor, currency }: SaleOrder = anOrder();
  const refundId = uuidv7();
  await talkingOddly(refundId);
  const request = { key: refundId, paymentKey: paymentId, method: 'CARD', amountMinor: totalMinor, currency } as const;
  expect(await cards.payBack([request])).toEqual(new Map([[refundId, { key: refundId, outcome: 'failed', ...SAID }]]));
});
