import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SaleOrder, StepAnswer } from '@comptoir/contracts';
import { eventually } from '@comptoir/testing';
import { anActor, anOrder, startSales, type Loose, type TestSales } from './harness.ts';
import { settlementsOf } from './settlements.ts';

const DONE: StepAnswer = { outcome: 'done' };

let system: TestSales;
let credits: ReturnType<typeof settlementsOf>;
beforeAll(async () => {
  system = await startSales();
  credits = settlementsOf(system);
}, 60_000);
afterAll(() => system.dispose());

/** Asks for payments until each has an answer: at a busy hour the port says pending. */
const pay = (...orders: SaleOrder[]): Promise<StepAnswer[]> =>
  eventually(async () => {
    const answers = await system.run('capturePayment', ...orders);
    return answers.every(({ outcome }) => outcome !== 'pending') && answers;
  });

describe('store credit', () => {
  it('pays with what expires first, says so on the stream of the sale, and goes on to the next', async () => {
    const userId = randomUUID();
    const [first = '', second = ''] = await credits.issued(userId, 300, 500);
    const order = await credits.toPay(userId, 400);
    expect(await pay(order)).toEqual([DONE]);
    expect(await system.run('confirmSale', order)).toEqual([DONE]);
    expect(await credits.left(first, second)).toEqual([0, 400]);
    const told = await system.events(order);
    expect(told.map(({ type }) => type)).toEqual([
      ...['SaleCreated', 'StoreCreditSpent', 'StoreCreditSpent', 'PaymentCaptured', 'SaleConfirmed'],
    ]);
    expect(told.slice(1, 3).map(({ data }) => [data.creditId, data.amountMinor])).toEqual([
      [first, 300],
      [second, 100],
    ]);
    const [stored] = await system.sales.context({} as never).reads.byIds([order.saleId]);
    expect(await system.folded(order)).toEqual(stored);
    const payment = { key: order.paymentId, method: 'STORE_CREDIT' as const };
    expect((await system.worker.books.statement([payment])).get(order.paymentId)).toEqual({
      ...{ capturedMinor: 400, refundedMinor: 0 },
    });
  });

  it('covers the whole total or is refused, and then nothing is taken', async () => {
    const userId = randomUUID();
    const [id = ''] = await credits.issued(userId, 300);
    const order = await credits.toPay(userId, 301);
    expect(await pay(order)).toMatchObject([{ outcome: 'refused', code: 'INSUFFICIENT_STORE_CREDIT' }]);
    expect(await system.run('cancelSale', order)).toEqual([DONE]);
    expect(await credits.left(id)).toEqual([300]);
    expect(await system.eventTypes(order)).toEqual(['SaleCreated', 'PaymentDeclined', 'SaleCancelled']);
  });

  it('is not taken by who comes late for a payment that was declined, whatever its buyer has got meanwhile', async () => {
    const userId = randomUUID();
    const order = await credits.toPay(userId, 300);
    // Whoever asks here slept over its lease between writing that it will ask, and asking.
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    const { payments } = system.deps;
    const late = system.workerWith({
      payments: { ...payments, capture: (requests) => asleep.then(() => payments.capture(requests)) },
    });
    const answer = late.steps.capturePayment([{ sagaId: order.sagaId, input: order }]);
    await eventually(async () => (await system.payment(order)) === 'ASKED');
    const refused = { outcome: 'refused', code: 'INSUFFICIENT_STORE_CREDIT' };
    expect(await pay(order)).toMatchObject([refused]);
    expect(await system.run('cancelSale', order)).toEqual([DONE]);
    const [id = ''] = await credits.issued(userId, 300);
    wake();
    expect((await answer).get(order.sagaId)).toMatchObject(refused);
    expect(await credits.left(id)).toEqual([300]);
    expect(await system.eventTypes(order)).toEqual(['SaleCreated', 'PaymentDeclined', 'SaleCancelled']);
  });

  it('is good for a year, to the day, and for nobody else', async () => {
    const userId = randomUUID();
    const [id = ''] = await credits.issued(userId, 300);
    const years = await system.pool.query('SELECT FROM store_credit WHERE id = $1 AND expires_at = issued_at + interval $$1 year$$', [id]); // prettier-ignore
    expect(years.rowCount).toBe(1);
    const stranger = await credits.toPay(randomUUID(), 300);
    expect(await pay(stranger)).toMatchObject([{ outcome: 'refused' }]);

    await system.pool.query(
      `UPDATE store_credit SET issued_at = issued_at - interval '1 year', expires_at = clock_timestamp() WHERE id = $1`,
      [id],
    );
    const late = await credits.toPay(userId, 300);
    expect(await pay(late)).toMatchObject([{ outcome: 'refused', code: 'INSUFFICIENT_STORE_CREDIT' }]);
    const [fresh = ''] = await credits.issued(userId, 300);
    const again = await credits.toPay(userId, 300);
    expect(await pay(again)).toEqual([DONE]);
    expect(await credits.left(id, fresh)).toEqual([300, 0]);
  });

  it('is never spent twice by payments at once, in one chunk or in several', async () => {
    const userId = randomUUID();
    const ids = await credits.issued(userId, 150, 150);
    const orders = await Promise.all(Array.from({ length: 8 }, () => credits.toPay(userId, 100)));
    const chunks = [orders.slice(0, 4), ...orders.slice(4).map((order) => [order])];
    const answers = (await Promise.all(chunks.map((chunk) => pay(...chunk)))).flat();
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual([
      ...Array<string>(3).fill('done'),
      ...Array<string>(5).fill('refused'),
    ]);
    expect(await credits.left(...ids)).toEqual([0, 0]);
  });

  it('is taken once by a payment that is asked for again and again at once', async () => {
    const userId = randomUUID();
    const [id = ''] = await credits.issued(userId, 1_000);
    const order = await credits.toPay(userId, 100);
    const answers = await Promise.all(Array.from({ length: 4 }, () => system.run('capturePayment', order)));
    expect(answers.flat().every(({ outcome }) => outcome !== 'refused')).toBe(true);
    expect(await pay(order)).toEqual([DONE]);
    expect(await credits.left(id)).toEqual([900]);
  });

  it('goes back whole to the credits that paid when the sale is undone, and is not taken later', async () => {
    const userId = randomUUID();
    const ids = await credits.issued(userId, 300, 500);
    const order = await credits.toPay(userId, 400);
    await pay(order);
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    expect(await pay(order)).toMatchObject([{ outcome: 'refused', code: 'PAYMENT_UNDONE' }]);
    expect(await system.run('cancelSale', order)).toEqual([DONE]);
    expect(await credits.left(...ids)).toEqual([300, 500]);
    expect((await system.eventTypes(order)).slice(-4)).toEqual([
      ...['StoreCreditReversed', 'StoreCreditReversed', 'PaymentRefunded', 'SaleCancelled'],
    ]);
    const [stored] = await system.sales.context({} as never).reads.byIds([order.saleId]);
    expect(await system.folded(order)).toEqual(stored);
  });

  it('is not taken by a payment that was undone before it was asked for', async () => {
    const userId = randomUUID();
    const [id = ''] = await credits.issued(userId, 300);
    const order = anOrder({ userId, method: 'STORE_CREDIT', token: null });
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    const { payments } = system.deps;
    const late = await payments.capture([
      { key: order.paymentId, method: 'STORE_CREDIT', token: null, amountMinor: 300, currency: 'CAD' },
    ]);
    expect(late.get(order.paymentId)).toMatchObject({ outcome: 'declined', code: 'CHARGE_BARRED' });
    expect(await credits.left(id)).toEqual([300]);
  });

  it('gets back what a refund gives back, part by part, to the one that lives longest first', async () => {
    const userId = randomUUID();
    const ids = await credits.issued(userId, 300, 500);
    const lines = [{ quantity: 2, unitPriceMinor: 200 }];
    const order = anOrder({ userId, method: 'STORE_CREDIT', token: null, lines });
    await credits.refunds.sold(order);
    expect(await credits.left(...ids)).toEqual([0, 400]);
    const [line] = order.lines;
    const one = [{ saleLineId: line?.lineId ?? '', quantity: 1 }];
    const refund = await credits.refunds.refunded(order, { lines: one });
    expect(await credits.left(...ids)).toEqual([100, 500]);
    expect(await credits.refunds.run('payRefund', refund)).toEqual([DONE]);
    await credits.refunds.refunded(order);
    expect(await credits.left(...ids)).toEqual([300, 500]);
    const payment = { key: order.paymentId, method: 'STORE_CREDIT' as const };
    expect((await system.worker.books.statement([payment])).get(order.paymentId)).toEqual({
      ...{ capturedMinor: 400, refundedMinor: 400 },
    });
    const reversed = (await system.events(order)).filter(({ type }) => type === 'StoreCreditReversed');
    expect(reversed.map(({ data }) => [data.creditId, data.amountMinor])).toEqual([
      [ids[1], 100],
      [ids[0], 100],
      [ids[0], 200],
    ]);
    expect(reversed[0]?.data.refundId).toBe(refund.refundId);
    expect(await system.folded(order)).toMatchObject({ status: 'REFUNDED', refundedMinor: 400 });
  });
});

describe('store credits in the graph', () => {
  const LIST = `query ($after: String) { storeCredits(first: 1, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
    amount { amountMinor currency } remaining { amountMinor } issuedAt expiresAt expired sale { id } complaint { id } } } } }`;
  const BALANCES = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { storeCredit { amountMinor currency } } } }`;
  const users = (...ids: string[]) => ({ r: ids.map((id) => ({ __typename: 'User', id })) });

  it('are listed for whose they are, page by page, newest first', async () => {
    const buyer = anActor('CLIENT');
    await credits.issued(buyer.sub, 300, 500);
    const order = await credits.toPay(buyer.sub, 100);
    await pay(order);
    const first = await system.ask(buyer, LIST);
    expect(first.codes).toEqual([]);
    const { edges, pageInfo } = first.data.storeCredits as never as Loose;
    expect(edges?.[0]?.node).toMatchObject({ amount: { amountMinor: 500, currency: 'CAD' }, expired: false });
    const second = await system.ask(buyer, LIST, { after: pageInfo?.endCursor });
    const page = second.data.storeCredits as never as Loose;
    expect(page.edges?.[0]?.node).toMatchObject({ amount: { amountMinor: 300 }, remaining: { amountMinor: 200 } });
    expect(page.pageInfo?.hasNextPage).toBe(false);
    expect(await system.ask(null, LIST)).toMatchObject({ codes: ['UNAUTHENTICATED'] });
    expect(await system.ask(buyer, LIST, { after: 'nonsense' })).toMatchObject({ codes: ['BAD_USER_INPUT'] });
  });

  it('add up to a balance of what has not expired, for the person and admins', async () => {
    const [buyer, other] = [anActor('CLIENT'), anActor('CLIENT')];
    const [old = ''] = await credits.issued(buyer.sub, 300, 500);
    const balance = (amountMinor: number) => ({ storeCredit: [{ amountMinor, currency: 'CAD' }] });
    const own = await system.ask(buyer, BALANCES, users(buyer.sub, other.sub));
    expect(own.data._entities).toEqual([balance(800), { storeCredit: null }]);
    expect(own.codes).toEqual(['FORBIDDEN']);
    await system.pool.query(`UPDATE store_credit SET issued_at = issued_at - interval '1 year', expires_at = clock_timestamp() WHERE id = $1`, [old]); // prettier-ignore
    const all = await system.ask(anActor('ADMIN'), BALANCES, users(buyer.sub, other.sub));
    expect(all).toMatchObject({ codes: [], data: { _entities: [balance(500), { storeCredit: [] }] } });
  });
});
