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

describe('a sale that goes well', () => {
  it('is opened, paid and confirmed with three events, each told after its commit', async () => {
    const orders = Array.from({ length: 5 }, () =>
      anOrder({
        lines: [
          { quantity: 2, unitPriceMinor: 700 },
          { quantity: 1, unitPriceMinor: 99 },
        ],
      }),
    );
    expect(await system.run('openSales', ...orders)).toEqual(orders.map(() => DONE));
    expect(await system.run('capturePayment', ...orders)).toEqual(orders.map(() => DONE));
    expect(await system.run('confirmSale', ...orders)).toEqual(orders.map(() => DONE));
    for (const order of orders)
      expect(await story(order)).toEqual({
        ...{ status: 'CONFIRMED', payment: 'CAPTURED', ledger: [1_499] },
        events: ['PaymentCaptured', 'SaleConfirmed'],
      });
    const told = system.published.filter(({ key }) => key === orders[2]?.saleId).map(({ sale }) => sale);
    expect(told).toMatchObject([
      { version: 1, status: 'PENDING', payment: { state: 'PENDING' } },
      { version: 2, status: 'PENDING', payment: { state: 'CAPTURED' } },
      { version: 3, status: 'CONFIRMED', payment: { state: 'CAPTURED' } },
    ]);
    expect(told.at(-1)).toEqual(await system.folded(orders[2] as never));
  });

  it('takes every step twice, one after the other and at the same time, and does it once', async () => {
    const orders = Array.from({ length: 12 }, () => anOrder());
    for (const step of ['openSales', 'capturePayment', 'confirmSale'] as const) {
      const chunks = [orders, [...orders].reverse(), orders.slice(3, 9)].map((chunk) => system.run(step, ...chunk));
      const outcomes = new Set((await Promise.all(chunks)).flat().map(({ outcome }) => outcome));
      expect(outcomes.has('refused')).toBe(false);
      expect(await Promise.all(orders.map((order) => settle(step, order)))).toEqual(orders.map(() => DONE));
    }
    for (const order of orders)
      expect(await story(order)).toMatchObject({ ledger: [1_500], events: ['PaymentCaptured', 'SaleConfirmed'] });
    const { rows } = await system.pool.query<{ lines: number }>(
      'SELECT count(*) AS lines FROM sale_line WHERE sale_id = ANY($1)',
      [orders.map(({ saleId }) => saleId)],
    );
    expect(rows[0]?.lines).toBe(12);
  });

  it('gives numbers that rise, and burns none when it is opened again', async () => {
    const [first, second] = [anOrder(), anOrder()];
    const open = async (order: typeof first) =>
      (await system.sales.internal.openSale?.([order])) as { saleId: string; number: number }[];
    const [a] = await open(first);
    expect(await open(first)).toEqual([a]);
    await system.run('openSales', first);
    const [b] = await open(second);
    expect(b?.number).toBe((a?.number ?? 0) + 1);
  });

  it('costs nothing when it is a replacement: paid at 0, and the provider is not asked', async () => {
    const order = anOrder({ kind: 'REPLACEMENT', lines: [{ quantity: 1, unitPriceMinor: 0 }], token: null });
    await system.run('openSales', order);
    expect(await system.run('capturePayment', order)).toEqual([DONE]);
    expect(await system.run('confirmSale', order)).toEqual([DONE]);
    expect(await story(order)).toMatchObject({ status: 'CONFIRMED', ledger: [] });
    const { rowCount } = await system.pool.query('SELECT FROM provider.charge WHERE key = $1', [order.paymentId]);
    expect(rowCount).toBe(0);
  });

  it('is paid in cash at the till', async () => {
    const order = anOrder({ method: 'CASH', token: null });
    await system.run('openSales', order);
    expect(await system.run('capturePayment', order)).toEqual([DONE]);
    expect(await story(order)).toMatchObject({ payment: 'CAPTURED', ledger: [1_500] });
  });
});

describe('an undo', () => {
  it('pays back what was taken, once', async () => {
    const order = anOrder();
    await system.run('openSales', order);
    await system.run('capturePayment', order);
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    expect(await system.run('cancelSale', order)).toEqual([DONE]);
    expect(await story(order)).toEqual({
      ...{ status: 'CANCELLED', payment: 'REFUNDED', ledger: [1_500, -1_500] },
      events: ['PaymentCaptured', 'PaymentRefunded', 'SaleCancelled'],
    });
  });

  it('that comes before the payment bars it for ever', async () => {
    const order = anOrder();
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    expect(await system.run('openSales', order)).toEqual([DONE]);
    expect(await system.run('capturePayment', order)).toMatchObject([{ outcome: 'refused', code: 'PAYMENT_UNDONE' }]);
    expect(await system.run('cancelSale', order)).toEqual([DONE]);
    expect(await story(order)).toEqual({
      ...{ status: 'CANCELLED', payment: 'VOIDED', ledger: [] },
      events: ['PaymentVoided', 'SaleCancelled'],
    });
  });

  it('of a payment that never answers bars a late capture at the provider too', async () => {
    const order = anOrder({ token: 'tok_timeout' });
    await system.run('openSales', order);
    expect(await system.run('capturePayment', order)).toMatchObject([{ outcome: 'pending' }]);
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    await system.pool.query(`UPDATE provider.charge SET settles_at = clock_timestamp() WHERE key = $1`, [
      order.paymentId,
    ]);
    expect(await system.run('capturePayment', order)).toMatchObject([{ outcome: 'refused' }]);
    expect(await story(order)).toMatchObject({ payment: 'VOIDED', ledger: [] });
  });

  it('of a payment that was taken meanwhile pays it back although nobody here knew', async () => {
    const order = anOrder({ token: 'tok_timeout' });
    await system.run('openSales', order);
    await system.run('capturePayment', order);
    await system.pool.query(`UPDATE provider.charge SET settles_at = clock_timestamp() WHERE key = $1`, [
      order.paymentId,
    ]);
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    expect(await story(order)).toMatchObject({
      payment: 'REFUNDED',
      ledger: [1_500, -1_500],
      events: ['PaymentRefunded'],
    });
  });

  it('and a capture at the same time end without a cent kept, whoever is first', async () => {
    const orders = Array.from({ length: 40 }, () => anOrder());
    await system.run('openSales', ...orders);
    await Promise.all([
      ...orders.map((order) => settle('capturePayment', order)),
      ...orders.map((order) => settle('refundPayment', order)),
    ]);
    await Promise.all(orders.map((order) => settle('refundPayment', order)));
    expect(await system.run('cancelSale', ...orders)).toEqual(orders.map(() => DONE));
    for (const order of orders) {
      const { status, ledger } = await story(order);
      expect([status, ledger.reduce((sum, amount) => sum + amount, 0)]).toEqual(['CANCELLED', 0]);
    }
  });

  it('that is told to fail does so until a person has let the saga go on', async () => {
    const order = anOrder({ simulate: 'FAIL_COMPENSATION' });
    await system.run('openSales', order);
    await system.run('capturePayment', order);
    for (let tries = 0; tries < 3; tries++)
      expect(await system.run('refundPayment', order)).toMatchObject([{ outcome: 'refused', code: 'REFUND_FAILED' }]);
    expect(await story(order)).toMatchObject({ payment: 'CAPTURED', ledger: [1_500] });
    expect(await system.run('refundPayment', order)).toEqual([DONE]);
    expect(await story(order)).toMatchObject({ payment: 'REFUNDED', ledger: [1_500, -1_500] });
  });
});

describe('the end of a sale', () => {
  it('before anybody was asked for money voids the payment with it', async () => {
    const order = anOrder();
    expect(await system.run('cancelSale', order)).toEqual([DONE]);
    expect(await system.run('cancelSale', order)).toEqual([DONE]);
    expect(await story(order)).toEqual({
      status: 'CANCELLED',
      payment: 'VOIDED',
      events: ['SaleCancelled'],
      ledger: [],
    });
    expect(await system.run('openSales', order)).toEqual([DONE]);
    expect(await system.run('capturePayment', order)).toMatchObject([{ outcome: 'refused' }]);
  });

  it('is a fault where it would keep money without a sale, or sell without money', async () => {
    const [paid, unpaid] = [anOrder(), anOrder()];
    await system.run('openSales', paid, unpaid);
    await system.run('capturePayment', paid);
    await expect(system.run('cancelSale', paid)).rejects.toThrow('cannot cancel: it is PENDING, its payment CAPTURED');
    await expect(system.run('confirmSale', unpaid)).rejects.toThrow(
      'cannot confirm: it is PENDING, its payment PENDING',
    );
    expect([await story(paid), await story(unpaid)]).toMatchObject([{ status: 'PENDING' }, { status: 'PENDING' }]);
  });

  it('leaves books that hold: what the provider kept is what was sold', async () => {
    const { rows } = await system.pool.query<{ kept: number; sold: number }>(
      `SELECT (SELECT sum(e.amount_minor) FROM provider.entry e JOIN provider.charge c ON c.id = e.charge_id
                JOIN payment p ON p.id = c.key JOIN sale s ON s.id = p.sale_id WHERE s.status = 'CONFIRMED') AS kept,
              (SELECT sum(total_minor) FROM sale WHERE status = 'CONFIRMED') AS sold`,
    );
    expect(Number(rows[0]?.sold)).toBeGreaterThan(0);
    expect(rows[0]?.kept).toBe(rows[0]?.sold);
    const { rows: kept } = await system.pool.query<{ minor: string | null }>(
      `SELECT sum(e.amount_minor) AS minor FROM provider.entry e JOIN provider.charge c ON c.id = e.charge_id
         JOIN payment p ON p.id = c.key JOIN sale s ON s.id = p.sale_id WHERE s.status = 'CANCELLED'`,
    );
    expect(Number(kept[0]?.minor)).toBe(0);
  });
});
