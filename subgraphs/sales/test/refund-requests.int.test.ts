import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { SaleOrder } from '@comptoir/contracts';
import { inTransaction } from '@comptoir/database';
import { unsealText } from '@comptoir/kit';
import { anActor, anOrder, startSales, type TestSales } from './harness.ts';
import { buyerOf, managerOf, refundsOf, twoLines } from './refunds.ts';

let system: TestSales;
let refunds: ReturnType<typeof refundsOf>;
beforeAll(async () => {
  system = await startSales();
  refunds = refundsOf(system);
}, 60_000);
afterAll(() => system.dispose());

async function aSale(order = twoLines()): Promise<SaleOrder> {
  await refunds.sold(order);
  return order;
}
const line = (order: SaleOrder, at: number, quantity: number) => ({
  saleLineId: order.lines[at]?.lineId ?? '',
  quantity,
});

describe('a request', () => {
  it('names lines, at the prices of the sale, and keeps their units from others', async () => {
    const order = await aSale();
    const buyer = buyerOf(order);
    const { answer } = await refunds.request(buyer, order.saleId, {
      lines: [line(order, 1, 1), line(order, 0, 1), line(order, 0, 1)],
      reason: '  The lamp came broken. ',
      restock: false,
    });
    expect(answer).toMatchObject({
      __typename: 'RequestRefundSuccess',
      refund: {
        ...{ status: 'REQUESTED', version: 1, restock: false, decidedBy: null, error: null },
        ...{
          amount: { amountMinor: 1_125, currency: 'CAD' },
          reason: 'The lamp came broken.',
          sale: { id: order.saleId },
        },
        requestedBy: { id: order.userId },
        lines: [
          { ...line(order, 0, 2), amount: { amountMinor: 1_000 }, product: { id: order.lines[0]?.productId } },
          { ...line(order, 1, 1), amount: { amountMinor: 125 }, product: { id: order.lines[1]?.productId } },
        ],
      },
    });
    expect(await refunds.units(order)).toEqual([
      [0, 2],
      [0, 1],
    ]);
    const id = String(answer?.refund?.id);
    expect(await refunds.types(id)).toEqual(['RefundRequested']);
    expect(await refunds.folded(id)).toEqual(await refunds.stored(id));
  });

  it('without lines is for all that is left', async () => {
    const order = await aSale();
    await refunds.request(buyerOf(order), order.saleId, { lines: [line(order, 0, 2)] });
    const refund = refunds.refundIn(await refunds.request(buyerOf(order), order.saleId));
    expect(refund.lines).toMatchObject([line(order, 0, 1), line(order, 1, 2)]);
    expect(refund).toMatchObject({ amount: { amountMinor: 750 }, restock: true, reason: null });
    const { answer } = await refunds.request(buyerOf(order), order.saleId);
    expect(answer).toMatchObject({ __typename: 'NothingToRefundProblem', code: 'NOTHING_TO_REFUND' });
  });

  it('is refused where more is asked for than is left, line by line', async () => {
    const order = await aSale();
    await refunds.request(buyerOf(order), order.saleId, { lines: [line(order, 0, 2)] });
    const lines = [line(order, 0, 1), line(order, 0, 1), line(order, 1, 2)];
    const { answer } = await refunds.request(buyerOf(order), order.saleId, { lines });
    expect(answer).toMatchObject({
      __typename: 'ExceedsRefundableProblem',
      message: `There is less left to give back: of ${order.lines[0]?.productName} 2 asked for and 1 left, since refunds that are not decided or paid yet hold 2.`,
      lines: [{ saleLineId: order.lines[0]?.lineId, requested: 2, refundable: 1 }],
    });
    expect(await refunds.units(order)).toEqual([
      [0, 2],
      [0, 0],
    ]);
  });

  it('is refused for a sale that is not sold, with what it is', async () => {
    const [pending, cancelled] = [anOrder(), anOrder()];
    await system.run('openSales', pending);
    await system.run('cancelSale', cancelled);
    for (const [order, status] of [
      [pending, 'PENDING'],
      [cancelled, 'CANCELLED'],
    ] as const)
      expect((await refunds.request(buyerOf(order), order.saleId)).answer).toMatchObject({
        ...{ __typename: 'SaleNotRefundableProblem', code: 'SALE_NOT_REFUNDABLE', status },
      });
  });

  it('is refused where its input makes no sense', async () => {
    const order = await aSale();
    const problem = async (wish: object, saleId = order.saleId) =>
      (await refunds.request(buyerOf(order), saleId, wish)).answer;
    expect(await problem({ lines: [line(order, 0, 0), line(order, 0, -3)] })).toMatchObject({
      __typename: 'ValidationProblem',
      fields: [{ path: ['lines', '0', 'quantity'] }, { path: ['lines', '1', 'quantity'] }],
    });
    expect(await problem({ reason: 'x'.repeat(1_001) })).toMatchObject({ fields: [{ path: ['reason'] }] });
    expect(await problem({ idempotencyKey: '' })).toMatchObject({ fields: [{ path: ['idempotencyKey'] }] });
    expect(await problem({ lines: [{ saleLineId: 'nonsense', quantity: 1 }] })).toMatchObject({
      ...{ __typename: 'NotFoundProblem', id: 'nonsense' },
    });
    for (const id of [randomUUID(), 'nonsense'])
      expect(await problem({}, id)).toMatchObject({ __typename: 'NotFoundProblem', id });
    expect(await problem({ expectedVersion: 2 })).toMatchObject({ __typename: 'ConflictProblem', currentVersion: 3 });
    expect(await refunds.units(order)).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('under one key is one refund, whatever it says the second time and however many ask at once', async () => {
    const [order, other] = [await aSale(twoLines()), twoLines()];
    await refunds.sold({ ...other, userId: order.userId });
    const idempotencyKey = 'once';
    const wishes = [
      ...Array.from({ length: 8 }, () => ({ saleId: order.saleId, lines: [line(order, 0, 1)] })),
      ...Array.from({ length: 4 }, () => ({ saleId: other.saleId, lines: undefined })),
    ];
    const answers = await Promise.all(
      wishes.map(({ saleId, lines }) =>
        refunds.request(buyerOf(order), saleId, { idempotencyKey, ...(lines && { lines }) }),
      ),
    );
    // Whichever of the two sales was first: the key belongs to it, and is refused with the other.
    const answered = answers.filter(({ answer }) => answer?.refund);
    const ids = new Set(answered.map((answer) => refunds.refundIn(answer).id));
    expect([8, 4]).toContain(answered.length);
    for (const { answer } of answers.filter(({ answer }) => !answer?.refund))
      expect(answer).toMatchObject({ __typename: 'ValidationProblem', fields: [{ path: ['idempotencyKey'] }] });
    expect(ids.size).toBe(1);
    const { rows } = await system.pool.query<{ count: number }>('SELECT count(*) FROM refund WHERE requested_by = $1', [
      order.userId,
    ]);
    expect(rows[0]?.count).toBe(1);
    const manager = managerOf(order);
    const theirs = await refunds.request(manager, order.saleId, { idempotencyKey, lines: [line(order, 1, 1)] });
    expect(ids.has(refunds.refundIn(theirs).id)).toBe(false);
  });

  it('shares no unit with another, however many ask at once', async () => {
    const order = await aSale(anOrder({ lines: [{ quantity: 5, unitPriceMinor: 200 }] }));
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => refunds.request(buyerOf(order), order.saleId, { lines: [line(order, 0, 1)] })),
    );
    expect(answers.filter(({ answer }) => answer?.refund)).toHaveLength(5);
    expect(answers.filter(({ answer }) => String(answer?.code) === 'EXCEEDS_REFUNDABLE')).toHaveLength(7);
    expect(await refunds.units(order)).toEqual([[0, 5]]);
    const beyond = system.pool.query('UPDATE sale_line SET refund_pending = 6 WHERE sale_id = $1', [order.saleId]);
    await expect(beyond).rejects.toThrow('sale_line_refunds_at_most_sold');
  });
});

describe('a decision', () => {
  it('to approve names the saga that carries it out, and all that it needs', async () => {
    const order = await aSale();
    const { id } = refunds.refundIn(await refunds.request(buyerOf(order), order.saleId));
    const manager = managerOf(order);
    const refund = refunds.refundIn(await refunds.approve(manager, String(id), 1));
    const [, approval] = await refunds.events(String(id));
    expect(refund).toMatchObject({ status: 'APPROVED', version: 2, decidedBy: { id: manager.sub } });
    expect(approval).toMatchObject({
      type: 'RefundApproved',
      data: {
        ...{
          sagaId: refund.sagaId,
          saleId: order.saleId,
          userId: order.userId,
          storeId: order.storeId,
        },
        ...{ payment: { paymentId: order.paymentId, method: 'CARD' }, amountMinor: 1_750, approvedBy: manager.sub },
      },
      metadata: { userId: manager.sub, source: 'sales' },
    });
    expect(await refunds.folded(String(id))).toEqual(await refunds.stored(String(id)));
    expect(await refunds.units(order)).toEqual([
      [0, 3],
      [0, 2],
    ]);
  });

  it('to reject says why, and frees the units', async () => {
    const order = await aSale();
    const { id } = refunds.refundIn(await refunds.request(buyerOf(order), order.saleId));
    const refund = refunds.refundIn(await refunds.reject(managerOf(order), String(id), 'Worn for a year.'));
    expect(refund).toMatchObject({ status: 'REJECTED', version: 2, rejectionReason: 'Worn for a year.' });
    expect(await refunds.types(String(id))).toEqual(['RefundRequested', 'RefundRejected']);
    expect(await refunds.folded(String(id))).toEqual(await refunds.stored(String(id)));
    expect(await refunds.units(order)).toEqual([
      [0, 0],
      [0, 0],
    ]);
    refunds.refundIn(await refunds.request(buyerOf(order), order.saleId));
  });

  it('is made once, whoever decides at the same time, and about the version that was seen', async () => {
    const order = await aSale();
    const { id } = refunds.refundIn(await refunds.request(buyerOf(order), order.saleId));
    const manager = managerOf(order);
    expect((await refunds.approve(manager, String(id), 2)).answer).toMatchObject({
      ...{ __typename: 'ConflictProblem', currentVersion: 1 },
    });
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => refunds.approve(manager, String(id))),
      ...Array.from({ length: 5 }, () => refunds.reject(manager, String(id))),
    ]);
    expect(answers.filter(({ answer }) => answer?.refund)).toHaveLength(1);
    const late = answers.filter(({ answer }) => String(answer?.code) === 'REFUND_ALREADY_DECIDED');
    expect(late).toHaveLength(9);
    expect((await refunds.stored(String(id)))?.version).toBe(2);
    for (const missing of [randomUUID(), 'nonsense'])
      expect((await refunds.reject(manager, missing)).answer).toMatchObject({ __typename: 'NotFoundProblem' });
  });
});

describe('what people write', () => {
  it('is kept sealed, in the row and in its event, and is gone with the key of the buyer', async () => {
    const order = await aSale();
    const { id } = refunds.refundIn(await refunds.request(buyerOf(order), order.saleId, { reason: 'My foot is 39.' }));
    const [event] = await refunds.events(String(id));
    const { rows } = await system.pool.query<{ key: Buffer; reason: string }>(
      'SELECT k.key, r.reason FROM refund r JOIN person_key k ON k.person_id = r.user_id WHERE r.id = $1',
      [id],
    );
    const { key, reason } = rows[0] ?? { key: Buffer.alloc(32), reason: '' };
    expect(JSON.stringify([event, reason])).not.toContain('foot');
    expect(event?.data).toMatchObject({ reason });
    expect(unsealText(key, reason, String(id))).toBe('My foot is 39.');

    const erasure = system.worker.handlers.find(({ consumer }) => consumer === 'sales-erasure');
    const erased = { streamId: order.userId, type: 'UserErased', data: { erasedAt: new Date().toISOString() } };
    for (let times = 0; times < 2; times++)
      await inTransaction(system.pool, async (client) => erasure?.apply(client, [erased as never], 'users'));
    const read = async () =>
      (
        await system.ask(buyerOf(order), 'query ($id: ID!) { refund(id: $id) { reason rejectionReason status } }', {
          id,
        })
      ).data.refund;
    expect(await read()).toEqual({ reason: null, rejectionReason: null, status: 'REQUESTED' });
    // And nothing about the person is sealed with another key.
    await refunds.reject(managerOf(order), String(id), 'Not the shoe.');
    expect(await read()).toEqual({ reason: null, rejectionReason: null, status: 'REJECTED' });
    expect((await refunds.stored(String(id)))?.rejectionReason).toBeNull();
  });
});

describe('who may', () => {
  it('ask: the buyer, and managers at the till of the store', async () => {
    const order = await aSale();
    const codes = async (actor: Parameters<typeof refunds.request>[0]) =>
      (await refunds.request(actor, order.saleId, { lines: [line(order, 0, 1)] })).codes;
    expect(await codes(buyerOf(order))).toEqual([]);
    expect(await codes(managerOf(order))).toEqual([]);
    for (const role of ['CLIENT', 'AGENT', 'ADMIN'] as const)
      expect([role, await codes(anActor(role))]).toEqual([role, ['FORBIDDEN']]);
    expect(await codes(anActor('MANAGER', [randomUUID()]))).toEqual(['FORBIDDEN']);
    expect(await codes(anActor('AGENT', [], order.userId))).toEqual([]);
    expect(await codes(null)).toEqual(['UNAUTHENTICATED']);
  });

  it('decide: managers of the store, and admins', async () => {
    for (const decide of [refunds.approve, refunds.reject]) {
      const order = await aSale();
      const { id } = refunds.refundIn(await refunds.request(buyerOf(order), order.saleId));
      const codes = async (actor: Parameters<typeof refunds.approve>[0]) => (await decide(actor, String(id))).codes;
      for (const actor of [buyerOf(order), anActor('AGENT'), anActor('MANAGER', [randomUUID()])])
        expect(await codes(actor)).toEqual(['FORBIDDEN']);
      expect(await codes(null)).toEqual(['UNAUTHENTICATED']);
      expect((await refunds.stored(String(id)))?.status).toBe('REQUESTED');
      expect(await codes(anActor('ADMIN'))).toEqual([]);
    }
  });
});
