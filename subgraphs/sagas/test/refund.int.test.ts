import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData, type EventEnvelope } from '@comptoir/contracts';
import { inTransaction } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import { CANCEL, CHECKOUT, foldOf, RESUME, startSagas, statesIn, type TestPerson, type TestSagas } from './harness.ts';
import { PENDING, REFUSED, type Script, type StepName } from './ports.ts';

let system: TestSagas;
let worker: ReturnType<TestSagas['newWorker']>;
beforeAll(async () => {
  system = await startSagas({ timing: { stepTimeoutMs: 150 } });
  ({ worker } = await system.work());
}, 60_000);
afterAll(() => system.dispose());

const VALIDATED = ['INITIATED', 'REFUND_VALIDATING', 'REFUND_VALIDATED', 'PAYMENT_REFUNDING'];
const PAID = [...VALIDATED, 'PAYMENT_REFUNDED', 'STOCK_RESTORING'];
const REFUNDED = [...PAID, 'STOCK_RESTORED', 'REFUND_COMPLETING', 'REFUND_COMPLETED'];

/** An approval as sales tell of it; the refund saga has an id of its own. */
function anApproval(buyer: { id: string }, source: EventEnvelope['metadata']['source'] = 'sales'): EventEnvelope {
  const by = uuidv7();
  const lines = [{ saleLineId: uuidv7(), productId: uuidv7(), quantity: 2, amountMinor: 998 }];
  const data = {
    ...{ saleId: uuidv7(), sagaId: uuidv7(), userId: buyer.id, storeId: system.stores.open, lines, restock: true },
    ...{ amountMinor: 998, currency: 'CAD', payment: { paymentId: uuidv7(), method: 'CARD' } },
    ...{ approvedBy: by, approvedAt: new Date().toISOString() },
  };
  return {
    ...{ position: 1, eventId: uuidv7(), streamId: uuidv7(), streamType: 'refund', streamVersion: 2, version: 1 },
    ...{ type: 'RefundApproved', data: parseEventData('RefundApproved', data), occurredAt: data.approvedAt },
    metadata: { correlationId: randomUUID(), userId: by, source },
  };
}
const sagaOf = (approval: EventEnvelope) => String(approval.data.sagaId);

/** The approvals reach this worker, or another one. */
async function tell(approvals: EventEnvelope[], [handler] = worker.handlers): Promise<void> {
  if (!handler) throw new Error('Nobody listens.');
  const afterCommit = await inTransaction(handler.pool, (client) => handler.apply(client, approvals, 'sales'));
  afterCommit?.();
}

async function refundWith(script: Script, buyer: TestPerson = system.person()) {
  const approval = anApproval(buyer);
  system.ports.script(buyer.id, script);
  await tell([approval]);
  return { buyer, approval, id: sagaOf(approval) };
}
const on =
  (wanted: StepName, answer: Script): Script =>
  (order, step, attempt) =>
    step === wanted ? answer(order, step, attempt) : undefined;

describe('an approval', () => {
  it('begins the saga that pays back, restocks and closes', async () => {
    const { buyer, approval, id } = await refundWith(() => undefined);
    expect(await system.rest(id)).toMatchObject({ state: 'REFUND_COMPLETED', done: true, error: null });
    const events = await system.events(id);
    expect(statesIn(events)).toEqual(REFUNDED);
    for (const { type, data } of events) parseEventData(type, data);
    expect(system.ports.callsOf(id)).toEqual(['validateRefund', 'payRefund', 'restock', 'completeRefund']);
    const { correlationId } = approval.metadata;
    expect(events[0]?.metadata).toEqual({
      ...{ correlationId, causationId: approval.eventId, userId: buyer.id, source: 'sagas' },
    });
    expect(events.at(-1)?.metadata).toEqual({ correlationId, userId: buyer.id, source: 'sagas' });
    expect(foldOf(events)?.steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
      ...['validate-refund DONE', 'refund-payment DONE', 'restock DONE', 'complete-refund DONE'],
    ]);
  });

  it('is the input of the steps, as a whole', async () => {
    const approval = anApproval(system.person());
    await tell([approval]);
    const { data, streamId, metadata } = approval;
    const { rows } = await system.pool.query('SELECT input FROM saga WHERE id = $1', [data.sagaId]);
    const { approvedBy: _by, approvedAt: _at, payment, ...facts } = data;
    expect(rows[0]?.input).toEqual({
      ...{ ...facts, ...(payment as object), refundId: streamId },
      ...{ correlationId: metadata.correlationId, traceparent: null },
    });
    await system.rest(sagaOf(approval));
  });

  it('begins it once, however often it comes and to how many workers at once', async () => {
    const approvals = Array.from({ length: 5 }, () => anApproval(system.person()));
    const [other] = system.newWorker().handlers;
    await Promise.all([tell(approvals), tell(approvals, other && [other]), tell(approvals)]);
    await tell([...approvals, ...approvals].reverse());
    for (const approval of approvals) {
      expect(await system.rest(sagaOf(approval))).toMatchObject({ state: 'REFUND_COMPLETED' });
      expect((await system.events(sagaOf(approval))).filter(({ type }) => type === 'SagaStarted')).toHaveLength(1);
      expect(system.ports.callsOf(sagaOf(approval)).filter((step) => step === 'payRefund')).toHaveLength(1);
    }
  });

  it('of the demo chain, or one that is no approval, begins nothing', async () => {
    const past = anApproval(system.person(), 'seed');
    await tell([past, { ...anApproval(system.person()), type: 'SaleConfirmed' }]);
    await expect(system.row(sagaOf(past))).rejects.toThrow('No saga');
    const { data, ...rest } = anApproval(system.person());
    await expect(tell([{ ...rest, data: { ...data, lines: [] } }])).rejects.toThrow('RefundApproved: lines');
  });

  it('cannot be stood in the way of by a key of a checkout', async () => {
    const shopper = system.person();
    const approval = anApproval(shopper);
    const input = system.cart({ idempotencyKey: `RefundApproved\t${approval.streamId}` });
    expect(await shopper.value(CHECKOUT, { input })).toMatchObject({ code: 'VALIDATION' });
  });
});

describe('each road of a refund ends where it should', () => {
  const roads: [string, Script, string[], string | null, StepName[]][] = [
    [
      'no longer approved',
      on('validateRefund', () => REFUSED('REFUND_NOT_APPROVED')),
      ['INITIATED', 'REFUND_VALIDATING', 'REFUND_VALIDATION_FAILED', 'FAILED'],
      'REFUND_NOT_APPROVED',
      ['validateRefund', 'failRefund'],
    ],
    [
      'refused by the provider',
      on('payRefund', () => REFUSED('REFUND_FAILED')),
      [...VALIDATED, 'PAYMENT_REFUND_FAILED', 'FAILED'],
      'REFUND_FAILED',
      ['payRefund', 'failRefund'],
    ],
    [
      'the provider takes its time, and does not answer once',
      on('payRefund', (_, __, attempt) => {
        if (attempt === 2) return new Promise<undefined>(() => {});
        return attempt < 4 ? PENDING() : undefined;
      }),
      REFUNDED,
      null,
      ['payRefund', 'restock', 'completeRefund'],
    ],
    [
      'the catalogue is away for a while after the money is back',
      on('restock', (_, __, attempt) => (attempt < 4 ? Promise.reject(new Error('Away.')) : undefined)),
      REFUNDED,
      null,
      ['restock', 'restock', 'restock', 'restock', 'completeRefund'],
    ],
  ];
  it.each(roads)('%s', async (_name, script, states, error, lastCalls) => {
    const { id } = await refundWith(script);
    expect(await system.rest(id)).toMatchObject({ state: states.at(-1), done: true, parked: false, error });
    expect(statesIn(await system.events(id))).toEqual(states);
    expect(system.ports.callsOf(id).slice(-lastCalls.length)).toEqual(lastCalls);
  });

  it('among sales, in the same chunks', async () => {
    const refunds = await Promise.all(Array.from({ length: 20 }, () => refundWith(() => undefined)));
    const sales = await Promise.all(Array.from({ length: 20 }, () => system.person().buy()));
    for (const { id } of refunds) expect(await system.rest(id)).toMatchObject({ state: 'REFUND_COMPLETED' });
    for (const id of sales) expect(await system.rest(id)).toMatchObject({ state: 'SALE_CONFIRMED' });
  });
});

describe('people', () => {
  const READ =
    'query ($id: ID!) { saga(id: $id) { type state parked parkedReason error sale { id } user { id } steps { name state } } }';

  it('stop a refund before it is paid: its buyer and admins, nobody else, and not later', async () => {
    const { buyer, id } = await refundWith(on('validateRefund', () => PENDING(400)));
    await eventually(async () => (await system.row(id)).state === 'REFUND_VALIDATING');
    const manager = system.person('MANAGER', [system.stores.open]);
    const input = { sagaId: id };
    expect((await manager.ask(CANCEL, { input })).errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await buyer.value(CANCEL, { input })).toMatchObject({ saga: { cancelRequested: true } });
    expect(await system.rest(id)).toMatchObject({ state: 'FAILED', error: 'CANCELLED' });
    expect(system.ports.callsOf(id).at(-1)).toBe('failRefund');

    const paying = await refundWith(on('payRefund', (_, __, attempt) => (attempt < 3 ? PENDING(200) : undefined)));
    await eventually(async () => (await system.row(paying.id)).state === 'PAYMENT_REFUNDING');
    const late = await paying.buyer.value(CANCEL, { input: { sagaId: paying.id } });
    expect(late).toMatchObject({ code: 'SAGA_NOT_CANCELLABLE', state: 'PAYMENT_REFUNDING' });
    expect(await system.rest(paying.id)).toMatchObject({ state: 'REFUND_COMPLETED' });
  });

  /** Sales are away for longer than anybody asks: as if the ten minutes of its first step were over. */
  async function outOfPatience() {
    const refund = await refundWith(on('validateRefund', () => Promise.reject(new Error('connect ECONNREFUSED'))));
    await eventually(async () => (await system.row(refund.id)).state === 'REFUND_VALIDATING');
    // Far behind the minute in which its payment must be reached: that alone fails nothing.
    await system.pool.query(
      `UPDATE saga SET started_at = started_at - interval '601 s', step_started_at = step_started_at - interval '601 s', due_at = now()
        WHERE id = $1`,
      [refund.id],
    );
    expect(await system.rest(refund.id)).toMatchObject({ state: 'REFUND_VALIDATING', parked: true, done: false });
    expect(system.ports.callsOf(refund.id)).not.toContain('failRefund');
    return refund;
  }

  it('find the saga of a refund from its approval on, also where its first step gave no answer, and how often it was tried', async () => {
    const { buyer, approval, id: sagaId } = await outOfPatience();
    const asked = `query ($refunds: [_Any!]!) { _entities(representations: $refunds) {
      ... on Refund { id saga { id parked steps { name attempts undoAttempts } } } } }`;
    const refund = (id: string, of: string) => ({ __typename: 'Refund', id, sagaId: of });
    const [found, notYet] = (await buyer.value(asked, {
      refunds: [refund(approval.streamId, sagaId), refund(uuidv7(), uuidv7())],
    })) as unknown as object[];
    expect(found).toMatchObject({ id: approval.streamId, saga: { id: sagaId, parked: true } });
    const tries = system.ports.callsOf(sagaId).length;
    expect(found).toMatchObject({ saga: { steps: [{ name: 'validate-refund', attempts: tries }, {}, {}, {}] } });
    expect(notYet).toMatchObject({ saga: null });
  });

  it('let a refund go on whose sales were away: nothing had failed, and it is paid', async () => {
    const { buyer, id } = await outOfPatience();
    system.ports.script(buyer.id, () => undefined);
    await system.person('ADMIN').value(RESUME, { input: { sagaId: id } });
    expect(await system.rest(id)).toMatchObject({ state: 'REFUND_COMPLETED', done: true, error: null });
  });

  it('stop a refund that waits for them before it is paid', async () => {
    const { buyer, id } = await outOfPatience();
    const answer = await buyer.value(CANCEL, { input: { sagaId: id } });
    expect(answer).toMatchObject({ saga: { cancelRequested: true } });
    expect(await system.rest(id)).toMatchObject({ state: 'FAILED', done: true, parked: false, error: 'CANCELLED' });
    expect(foldOf(await system.events(id))).toMatchObject({ state: 'FAILED', parked: false, parkedReason: null });
  });

  it('let a refund go on that waits for them, with its input as it was', async () => {
    const { buyer, id } = await refundWith(on('payRefund', () => PENDING(500)));
    await eventually(async () => (await system.row(id)).state === 'PAYMENT_REFUNDING');
    const inputOf = async () => (await system.pool.query('SELECT input FROM saga WHERE id = $1', [id])).rows[0];
    const before = await inputOf();
    // As if its minute were over.
    await system.pool.query(
      `UPDATE saga SET step_started_at = step_started_at - interval '61 s', due_at = now() WHERE id = $1`,
      [id],
    );
    expect(await system.rest(id)).toMatchObject({ state: 'PAYMENT_REFUNDING', parked: true });
    expect(await buyer.value(READ, { id })).toMatchObject({
      ...{ type: 'REFUND', parked: true, parkedReason: expect.stringContaining('It stayed pending.') },
    });
    system.ports.script(buyer.id, () => undefined);
    await system.person('ADMIN').value(RESUME, { input: { sagaId: id } });
    expect(await eventually(async () => (await system.row(id)).done && system.row(id))).toMatchObject({
      state: 'REFUND_COMPLETED',
    });
    expect(await inputOf()).toEqual(before);
  });

  it('find refunds among sales, by type and by state', async () => {
    const buyer = system.person();
    const sale = await buyer.buy();
    const { id, approval } = await refundWith(() => undefined, buyer);
    for (const one of [sale, id]) await system.rest(one);
    const list = async (filter: object) => {
      const { edges } = await buyer.value(
        'query ($filter: SagaFilter) { sagas(filter: $filter) { edges { node { id } } } }',
        { filter },
      );
      return (edges as unknown as { node: { id: string } }[]).map(({ node }) => node.id);
    };
    expect(await list({})).toEqual([id, sale]);
    expect(await list({ type: 'REFUND' })).toEqual([id]);
    expect(await list({ type: 'SALE' })).toEqual([sale]);
    expect(await list({ states: ['REFUND_COMPLETED'] })).toEqual([id]);
    expect(await list({ states: ['SALE_CONFIRMED', 'REFUND_COMPLETED'], completed: true })).toEqual([id, sale]);
    expect(await buyer.value(READ, { id })).toMatchObject({
      ...{ state: 'REFUND_COMPLETED', sale: { id: approval.data.saleId }, user: { id: buyer.id } },
    });
    expect((await system.person().ask(READ, { id })).errors[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('watch them move', async () => {
    const manager = system.person('MANAGER', [system.stores.open]);
    const live = await manager.subscribe(
      'subscription { sagaActivity(filter: { type: REFUND, states: [REFUND_COMPLETED, SALE_CONFIRMED] }) { id type state } }',
    );
    const next = live.next();
    await system.rest(await system.person().buy());
    const { id } = await refundWith(() => undefined);
    const { data } = (await next).value as { data: { sagaActivity: object } };
    expect(data.sagaActivity).toEqual({ id, type: 'REFUND', state: 'REFUND_COMPLETED' });
    await live.return(undefined);
  });
});
