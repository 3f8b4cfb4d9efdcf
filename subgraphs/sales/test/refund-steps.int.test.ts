import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RefundOrder, SaleOrder } from '@comptoir/contracts';
import { anActor, anOrder, startSales, type TestSales } from './harness.ts';
import { line, refundStories } from './refund-stories.ts';
import { buyerOf, twoLines } from './refunds.ts';

let system: TestSales;
let { refunds, aSale, story } = {} as ReturnType<typeof refundStories>;
beforeAll(async () => {
  system = await startSales();
  ({ refunds, aSale, story } = refundStories(system));
}, 60_000);
afterAll(() => system.dispose());

const DONE = { outcome: 'done' };
const ROAD = ['validateRefund', 'payRefund', 'completeRefund'] as const;

describe('a refund that goes well', () => {
  it('pays a part back, then the rest, each with a version of the sale of its own', async () => {
    const order = await aSale();
    const first = await refunds.approved(order, { lines: [line(order, 0, 1), line(order, 1, 2)] });
    for (const step of ROAD) expect([step, await refunds.run(step, first)]).toEqual([step, [DONE]]);
    expect(await story(order, first)).toEqual({
      sale: ['PARTIALLY_REFUNDED', 'PARTIALLY_REFUNDED', 750],
      refund: ['COMPLETED', null],
      events: ['RefundCompleted'],
      units: [
        [1, 0],
        [2, 0],
      ],
      ledger: [1_750, -750],
    });
    const rest = await refunds.refunded(order);
    expect(await story(order, rest)).toMatchObject({
      sale: ['REFUNDED', 'REFUNDED', 1_750],
      units: [
        [3, 0],
        [2, 0],
      ],
      ledger: [1_750, -750, -1_000],
    });
    expect((await system.eventTypes(order)).slice(2)).toEqual(['SaleConfirmed', 'PaymentRefunded', 'PaymentRefunded']);
    const told = system.published.filter(({ key }) => key === order.saleId).map(({ sale }) => sale);
    expect(told.slice(2)).toMatchObject([
      { version: 3, status: 'CONFIRMED' },
      { version: 4, status: 'PARTIALLY_REFUNDED', payment: { state: 'PARTIALLY_REFUNDED' } },
      { version: 5, status: 'REFUNDED', payment: { state: 'REFUNDED' } },
    ]);
    expect(told.at(-1)).toEqual(await system.folded(order));
    const late = await refunds.request(buyerOf(order), order.saleId);
    expect(late.answer).toMatchObject({ __typename: 'SaleNotRefundableProblem', status: 'REFUNDED' });
  });

  it('takes every step twice, one after the other and at the same time, and does it once', async () => {
    const orders = await refunds.sold(...Array.from({ length: 8 }, () => twoLines()));
    // Two refunds of each sale in one chunk: they change it one after the other.
    const chunk = await Promise.all(
      orders.flatMap((order) => [
        refunds.approved(order, { lines: [line(order, 0, 3)] }),
        refunds.approved(order, { lines: [line(order, 1, 2)] }),
      ]),
    );
    for (const step of ROAD) {
      const calls = [chunk, [...chunk].reverse(), chunk.slice(3, 9)].map((part) => refunds.run(step, ...part));
      const outcomes = new Set((await Promise.all(calls)).flat().map(({ outcome }) => outcome));
      expect([...outcomes].filter((outcome) => outcome === 'refused')).toEqual([]);
      expect(await refunds.run(step, ...chunk)).toEqual(chunk.map(() => DONE));
    }
    for (const [at, order] of orders.entries()) {
      const refund = chunk[at * 2];
      expect(refund && (await story(order, refund))).toMatchObject({
        ...{ sale: ['REFUNDED', 'REFUNDED', 1_750], refund: ['COMPLETED', null] },
        units: [
          [3, 0],
          [2, 0],
        ],
      });
      expect((await system.ledger(order)).reduce((sum, amount) => sum + amount, 0)).toBe(0);
    }
  });

  it('of what was free gives goods back and no money, unit by unit', async () => {
    const order = anOrder({ kind: 'REPLACEMENT', lines: [{ quantity: 2, unitPriceMinor: 0 }], token: null });
    await aSale(order);
    const first = await refunds.refunded(order, { lines: [line(order, 0, 1)] });
    expect(await story(order, first)).toMatchObject({
      sale: ['PARTIALLY_REFUNDED', 'PARTIALLY_REFUNDED', 0],
      ledger: [],
    });
    const { data } = await system.ask(
      anActor('ADMIN'),
      'query ($id: ID!) { sales(filter: { status: PARTIALLY_REFUNDED, userId: $id }) { edges { node { id } } } }',
      { id: order.userId },
    );
    expect(data.sales).toEqual({ edges: [{ node: { id: order.saleId } }] });
    const rest = await refunds.refunded(order);
    expect(await story(order, rest)).toMatchObject({ sale: ['REFUNDED', 'REFUNDED', 0], refund: ['COMPLETED', null] });
  });

  it('gives cash back', async () => {
    const order = await aSale(twoLines({ method: 'CASH', token: null }));
    const refund = await refunds.refunded(order, { lines: [line(order, 0, 1)] });
    expect(await story(order, refund)).toMatchObject({ refund: ['COMPLETED', null], ledger: [1_750, -500] });
  });
});

describe('a refund that ends without success', () => {
  it('before anything was paid bars a payment that comes later', async () => {
    const order = await aSale();
    const refund = await refunds.approved(order);
    expect(await refunds.run('failRefund', refund)).toEqual([DONE]);
    for (const step of ['validateRefund', 'payRefund'] as const)
      expect(await refunds.run(step, refund)).toMatchObject([{ outcome: 'refused', code: 'REFUND_NOT_APPROVED' }]);
    expect(await story(order, refund)).toMatchObject({
      ...{ refund: ['FAILED', 'REFUND_GIVEN_UP'], ledger: [1_750], sale: ['CONFIRMED', 'CAPTURED', 0] },
    });
  });

  it('and a payment at the same time: one of the two, and units and money agree', async () => {
    const orders = await refunds.sold(...Array.from({ length: 20 }, () => twoLines()));
    const chunk = await Promise.all(orders.map((order) => refunds.approved(order)));
    await Promise.all(
      chunk.flatMap((refund) => [
        refunds.run('payRefund', refund),
        refunds.run('failRefund', refund).catch(() => null),
      ]),
    );
    for (const [at, order] of orders.entries()) {
      const refund = chunk[at] as RefundOrder;
      const { status } = (await refunds.stored(refund.refundId)) ?? {};
      const kept = (await system.ledger(order)).reduce((sum, amount) => sum + amount, 0);
      const { sale, units } = await story(order, refund);
      expect([kept, sale[0], units]).toEqual(
        status === 'FAILED'
          ? [
              1_750,
              'CONFIRMED',
              [
                [0, 0],
                [0, 0],
              ],
            ]
          : [
              0,
              'REFUNDED',
              [
                [3, 0],
                [2, 0],
              ],
            ],
      );
    }
  });

  it('is a fault for a refund that was never asked for', async () => {
    const order = await aSale();
    const refund = await refunds.approved(order);
    const unknown = { ...refund, refundId: order.saleId };
    for (const step of [...ROAD, 'failRefund'] as const) await expect(refunds.run(step, unknown)).rejects.toThrow();
  });
});

it('finds its way through everything at once, on a few sales, without a deadlock', async () => {
  const orders = await refunds.sold(
    ...Array.from({ length: 4 }, () => anOrder({ lines: [{ quantity: 12, unitPriceMinor: 100 }] })),
  );
  const admin = anActor('ADMIN');
  const one = async (order: SaleOrder, turn: number): Promise<void> => {
    const asked = await refunds.request(buyerOf(order), order.saleId, { lines: [line(order, 0, 1)] });
    const id = String(refunds.refundIn(asked).id);
    if (turn === 0) return void refunds.refundIn(await refunds.reject(admin, id));
    refunds.refundIn(await refunds.approve(admin, id));
    const refund = await refunds.orderOf(id);
    if (turn === 1) return void (await refunds.run('failRefund', refund));
    for (const step of ROAD) await refunds.run(step, refund);
  };
  await Promise.all(Array.from({ length: 36 }, (_, n) => one(orders[n % 4] as SaleOrder, Math.floor(n / 4) % 3)));
  for (const order of orders) {
    expect(await refunds.units(order)).toEqual([[3, 0]]);
    expect((await system.ledger(order)).reduce((sum, amount) => sum + amount, 0)).toBe(900);
    expect(await system.folded(order)).toMatchObject({ status: 'PARTIALLY_REFUNDED', version: 6 });
  }
});

it('leaves books that hold: what the provider kept is what was sold and not refunded', async () => {
  const { rows } = await system.pool.query<{ kept: string; sold: string; units: string }>(`
    SELECT (SELECT sum(e.amount_minor) FROM provider.entry e) AS kept,
      (SELECT sum(total_minor - refunded_minor) FROM sale WHERE confirmed_at IS NOT NULL) AS sold,
      (SELECT count(*) FROM sale s WHERE refunded_minor <>
        (SELECT sum(refunded_quantity * unit_price_minor) FROM sale_line l WHERE l.sale_id = s.id)) AS units`);
  expect(rows[0]?.kept).toBe(rows[0]?.sold);
  expect(Number(rows[0]?.sold)).toBeGreaterThan(0);
  expect(Number(rows[0]?.units)).toBe(0);
});
