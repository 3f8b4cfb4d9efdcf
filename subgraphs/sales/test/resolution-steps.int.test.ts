import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  parseEventData,
  storeCreditStream,
  type EventType,
  type ResolutionOrder,
  type SaleOrder,
  type StepAnswer,
} from '@comptoir/contracts';
import { startSales, type TestSales } from './harness.ts';
import { buyerOf, managerOf, twoLines } from './refunds.ts';
import { settlementsOf } from './settlements.ts';

const DONE: StepAnswer = { outcome: 'done' };
const WAITS: StepAnswer = { outcome: 'pending', retryAfterMs: 100 };

let system: TestSales;
let complaints: ReturnType<typeof settlementsOf>;
beforeAll(async () => {
  system = await startSales();
  complaints = settlementsOf(system);
}, 60_000);
afterAll(() => system.dispose());

/** A sold sale of 3 at 5.00 and 2 at 1.25. */
async function aSale(): Promise<SaleOrder> {
  const order = twoLines();
  await complaints.refunds.sold(order);
  return order;
}
const unitsOf = ({ lines: [first, second] }: SaleOrder, ...quantities: [number, number?]) =>
  [first, second].flatMap((line, i) =>
    line && quantities[i] ? [{ saleLineId: line.lineId, quantity: quantities[i] }] : [],
  );

/** Events of a stream, each parsed by its schema. */
async function told(streamId: string): Promise<{ type: EventType; data: Record<string, unknown> }[]> {
  const { rows } = await system.pool.query<{ type: EventType; data: object }>(
    'SELECT type, data FROM event WHERE stream_id = $1 ORDER BY stream_version',
    [streamId],
  );
  return rows.map(({ type, data }) => ({ type, data: parseEventData(type, data) }));
}

async function reserved(
  order: SaleOrder,
  wish: Parameters<typeof complaints.aResolution>[1],
): Promise<ResolutionOrder> {
  const resolution = complaints.aResolution(order, wish);
  expect(await complaints.run('reserveSettlement', resolution)).toEqual([DONE]);
  return resolution;
}

describe('a reservation for a complaint', () => {
  it('keeps units from refunds and other settlements, once however often it is asked for', async () => {
    const order = await aSale();
    const resolution = await reserved(order, { lines: unitsOf(order, 2) });
    expect(await complaints.run('reserveSettlement', resolution)).toEqual([DONE]);
    expect(await complaints.units(order)).toEqual([[0, 0, 2], [0, 0, 0]]); // prettier-ignore
    const greedy = complaints.aResolution(order, { lines: unitsOf(order, 2) });
    const [no] = await complaints.run('reserveSettlement', greedy);
    expect(no).toMatchObject({ outcome: 'refused', code: 'EXCEEDS_REFUNDABLE' });
    const { answer } = await complaints.refunds.request(buyerOf(order), order.saleId, { lines: unitsOf(order, 2) });
    expect(answer).toMatchObject({ code: 'EXCEEDS_REFUNDABLE', lines: [{ requested: 2, refundable: 1 }] });
    // What was refused stays refused, whatever is free later.
    await complaints.run('releaseSettlement', resolution);
    expect(await complaints.run('reserveSettlement', greedy)).toEqual([no]);
  });

  it('gets nothing that a refund holds, and refunds get nothing of it, whoever is first', async () => {
    for (let round = 0; round < 5; round++) {
      const order = await aSale();
      const resolutions = [1, 2, 3].map(() => complaints.aResolution(order, { lines: unitsOf(order, 1) }));
      const [, ...answers] = await Promise.all([
        complaints.refunds.request(buyerOf(order), order.saleId, { lines: unitsOf(order, 2) }),
        ...resolutions.map((resolution) => complaints.run('reserveSettlement', resolution)),
      ]);
      const [[back = 0, asked = 0, settled = 0] = []] = await complaints.units(order);
      expect(back + asked + settled).toBe(3);
      expect(answers.flat().filter(({ outcome }) => outcome === 'done')).toHaveLength(settled);
    }
  });

  it('is freed, also by an undo that comes twice, and barred by one that comes first', async () => {
    const order = await aSale();
    const resolution = await reserved(order, {});
    for (const _ of [1, 2]) expect(await complaints.run('releaseSettlement', resolution)).toEqual([DONE]);
    expect(await complaints.units(order)).toEqual([[0, 0, 0], [0, 0, 0]]); // prettier-ignore
    const late = complaints.aResolution(order);
    expect(await complaints.run('releaseSettlement', late)).toEqual([DONE]);
    const barred = { outcome: 'refused', code: 'SETTLEMENT_RELEASED' };
    expect(await complaints.run('reserveSettlement', late)).toMatchObject([barred]);
    expect(await complaints.run('settleComplaint', late)).toMatchObject([barred]);
    expect(await complaints.units(order)).toEqual([[0, 0, 0], [0, 0, 0]]); // prettier-ignore
  });

  it('of a sale that is not there, or not sold, is refused', async () => {
    const unsold = twoLines();
    const missing = complaints.aResolution(unsold);
    expect(await complaints.run('reserveSettlement', missing)).toMatchObject([{ code: 'NOT_FOUND' }]);
    await system.run('openSales', unsold);
    const early = complaints.aResolution(unsold);
    expect(await complaints.run('reserveSettlement', early)).toMatchObject([{ code: 'SALE_NOT_REFUNDABLE' }]);
  });
});

describe('a complaint is settled', () => {
  it('by a credit of what the units cost, once, good for a year', async () => {
    const order = await aSale();
    const resolution = await reserved(order, { lines: unitsOf(order, 1, 2) });
    await Promise.all([1, 2, 3].map(() => complaints.run('settleComplaint', resolution)));
    expect(await complaints.run('settleComplaint', resolution)).toEqual([DONE]);
    expect(await complaints.left(resolution.settlementId)).toEqual([750]);
    const [issued, ...others] = await told(resolution.settlementId);
    expect(others).toEqual([]);
    const { complaintId } = resolution;
    expect(issued).toMatchObject({
      type: 'StoreCreditIssued',
      data: { userId: order.userId, amountMinor: 750, currency: 'CAD', complaintId, saleId: order.saleId },
    });
    const call = { streamType: 'store-credit', ids: [resolution.settlementId] };
    const folded = storeCreditStream.apply(storeCreditStream.initial, issued as never);
    expect(await system.sales.internal?.stateOf?.([call])).toMatchObject([[{ version: 1, state: folded }]]);
    // The units are gone for good: no refund gives them back as well.
    expect(await complaints.units(order)).toEqual([[0, 0, 1], [0, 0, 2]]); // prettier-ignore
    const rest = await complaints.refunds.refunded(order);
    expect(rest.lines.map(({ quantity }) => quantity)).toEqual([2]);
    await expect(complaints.run('releaseSettlement', resolution)).rejects.toThrow('cannot be taken back');
  });

  it('by a refund that whoever resolved has approved: done when it is paid', async () => {
    const order = await aSale();
    const resolution = await reserved(order, { resolution: 'REFUND', lines: unitsOf(order, 2) });
    expect(await complaints.run('settleComplaint', resolution)).toEqual([WAITS]);
    expect(await complaints.units(order)).toEqual([[0, 2, 0], [0, 0, 0]]); // prettier-ignore
    expect(await complaints.run('settleComplaint', resolution)).toEqual([WAITS]);
    const { settlementId: refundId, resolvedBy } = resolution;
    expect(await complaints.refunds.types(refundId)).toEqual(['RefundRequested', 'RefundApproved']);
    expect(await complaints.refunds.folded(refundId)).toEqual(await complaints.refunds.stored(refundId));
    expect(await complaints.refunds.folded(refundId)).toMatchObject({
      ...{ status: 'APPROVED', requestedBy: resolvedBy, decidedBy: resolvedBy, amountMinor: 1_000, restock: false },
    });
    const refund = await complaints.refunds.orderOf(refundId);
    for (const step of ['validateRefund', 'payRefund', 'completeRefund'] as const)
      expect(await complaints.refunds.run(step, refund)).toEqual([DONE]);
    expect(await complaints.run('settleComplaint', resolution)).toEqual([DONE]);
    expect(await complaints.units(order)).toEqual([[2, 0, 0], [0, 0, 0]]); // prettier-ignore
    expect(await system.ledger(order)).toEqual([1_750, -1_000]);
  });

  it('by no refund that fails: its units are free, and taking back frees none twice', async () => {
    const order = await aSale();
    const resolution = await reserved(order, { resolution: 'REFUND', lines: unitsOf(order, 2) });
    await complaints.run('settleComplaint', resolution);
    const refund = await complaints.refunds.orderOf(resolution.settlementId);
    await system.pool.query(`UPDATE refund SET payback = 'REFUSED', refusal_code = 'NO_MONEY' WHERE id = $1`, [
      resolution.settlementId,
    ]);
    await complaints.refunds.run('failRefund', refund);
    expect(await complaints.run('settleComplaint', resolution)).toMatchObject([
      { outcome: 'refused', code: 'NO_MONEY' },
    ]);
    expect(await complaints.run('releaseSettlement', resolution)).toEqual([DONE]);
    expect(await complaints.units(order)).toEqual([[0, 0, 0], [0, 0, 0]]); // prettier-ignore
    await reserved(order, { lines: unitsOf(order, 3, 2) });
  });

  it('by no refund that somebody has rejected before it was approved', async () => {
    const order = await aSale();
    const resolution = await reserved(order, { resolution: 'REFUND' });
    const { settlements } = system.deps;
    await settlements.settle([resolution]);
    complaints.refunds.refundIn(await complaints.refunds.reject(managerOf(order), resolution.settlementId));
    expect(await complaints.run('settleComplaint', resolution)).toMatchObject([{ code: 'REFUND_REJECTED' }]);
    expect(await complaints.units(order)).toEqual([[0, 0, 0], [0, 0, 0]]); // prettier-ignore
  });

  it('by a replacement at no charge: done when it is sold, and it tells its saga all it needs', async () => {
    const order = await aSale();
    const resolution = await reserved(order, { resolution: 'REPLACEMENT', lines: unitsOf(order, 1) });
    for (const _ of [1, 2]) expect(await complaints.run('settleComplaint', resolution)).toEqual([WAITS]);
    const [created, ordered, ...others] = await told(resolution.settlementId);
    expect([created?.type, ordered?.type, others]).toEqual(['SaleCreated', 'ReplacementOrdered', []]);
    const { number: _, replacesSaleId, complaintId, orderedAt: __, payment, ...facts } = parseEventData('ReplacementOrdered', ordered?.data); // prettier-ignore
    expect([replacesSaleId, complaintId]).toEqual([order.saleId, resolution.complaintId]);
    const replacement: SaleOrder = {
      ...{
        ...facts,
        saleId: resolution.settlementId,
        paymentId: payment.paymentId,
        kind: 'REPLACEMENT',
        simulate: null,
      },
      ...{ payment: { method: payment.method, token: null }, correlationId: randomUUID(), traceparent: null },
    };
    expect(replacement).toMatchObject({
      totalMinor: 0,
      lines: [{ productId: order.lines[0]?.productId, quantity: 1 }],
    });
    const [stored] = await system.sales.context({} as never).reads.byIds([replacement.saleId]);
    expect(await system.folded(replacement)).toEqual(stored);
    for (const step of ['openSales', 'capturePayment', 'confirmSale'] as const)
      expect(await system.run(step, replacement)).toEqual([DONE]);
    expect(await complaints.run('settleComplaint', resolution)).toEqual([DONE]);
    expect(await complaints.units(order)).toEqual([[0, 0, 1], [0, 0, 0]]); // prettier-ignore
    expect(await system.folded(replacement)).toMatchObject({ kind: 'REPLACEMENT', status: 'CONFIRMED', version: 4 });
  });

  it('by no replacement that cannot be sent: its units are free again', async () => {
    const order = await aSale();
    const resolution = await reserved(order, { resolution: 'REPLACEMENT' });
    await complaints.run('settleComplaint', resolution);
    await system.pool.query(`UPDATE sale SET status = 'CANCELLED', cancelled_at = clock_timestamp() WHERE id = $1`, [
      resolution.settlementId,
    ]);
    const no = { outcome: 'refused', code: 'REPLACEMENT_CANCELLED' };
    for (const _ of [1, 2]) expect(await complaints.run('settleComplaint', resolution)).toMatchObject([no]);
    expect(await complaints.run('releaseSettlement', resolution)).toEqual([DONE]);
    expect(await complaints.units(order)).toEqual([[0, 0, 0], [0, 0, 0]]); // prettier-ignore
    expect(await complaints.state(resolution)).toBe('RELEASED');
  });

  it('in a chunk of all kinds, several of one sale among them', async () => {
    const order = await aSale();
    const other = await aSale();
    const chunk = [
      complaints.aResolution(order, { resolution: 'STORE_CREDIT', lines: unitsOf(order, 1) }),
      complaints.aResolution(other, { resolution: 'REPLACEMENT' }),
      complaints.aResolution(order, { resolution: 'REFUND', lines: unitsOf(order, 2) }),
      complaints.aResolution(order, { resolution: 'STORE_CREDIT', lines: unitsOf(order, 1) }),
    ];
    const reserve = await complaints.run('reserveSettlement', ...chunk);
    expect(reserve.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'refused']);
    const settle = await complaints.run('settleComplaint', ...chunk.slice(0, 3));
    expect(settle).toEqual([DONE, WAITS, WAITS]);
    expect(await complaints.units(order)).toEqual([[0, 2, 1], [0, 0, 0]]); // prettier-ignore
  });
});
