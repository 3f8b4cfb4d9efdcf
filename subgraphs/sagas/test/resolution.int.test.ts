import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData, type EventEnvelope, type EventType } from '@comptoir/contracts';
import { inTransaction } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import { CANCEL, startSagas, statesIn, type TestSagas } from './harness.ts';
import { PENDING, REFUSED } from './ports.ts';

let system: TestSagas;
let worker: ReturnType<TestSagas['newWorker']>;
beforeAll(async () => {
  system = await startSagas({ timing: { stepTimeoutMs: 150 } });
  ({ worker } = await system.work());
}, 60_000);
afterAll(() => system.dispose());

const RESERVED = ['INITIATED', 'SETTLEMENT_RESERVING', 'SETTLEMENT_RESERVED', 'COMPLAINT_SETTLING'];
const RESOLVED = [...RESERVED, 'COMPLAINT_SETTLED', 'RESOLUTION_COMPLETING', 'RESOLUTION_COMPLETED'];

/** An event of another context, as it arrives. */
const anEvent = (type: EventType, source: 'sales' | 'complaints', data: object): EventEnvelope => ({
  ...{ position: 1, eventId: uuidv7(), streamId: uuidv7(), streamType: source, streamVersion: 4, version: 1, type },
  ...{ data: parseEventData(type, data), occurredAt: new Date().toISOString() },
  metadata: { correlationId: randomUUID(), userId: uuidv7(), source },
});

const aResolution = (customer: { id: string }, rest: object = {}): EventEnvelope =>
  anEvent('ComplaintResolved', 'complaints', {
    ...{ number: 7, customerId: customer.id, saleId: uuidv7(), storeId: system.stores.open, comment: null },
    ...{ resolution: 'REPLACEMENT', outcome: 'PENDING', resolvedBy: uuidv7(), resolvedAt: new Date().toISOString() },
    settlement: { sagaId: uuidv7(), settlementId: uuidv7(), lines: [{ saleLineId: uuidv7(), quantity: 1 }] },
    ...rest,
  });
const sagaOf = ({ data }: EventEnvelope) => (data.settlement as { sagaId: string }).sagaId;

async function tell(...events: EventEnvelope[]): Promise<void> {
  const [handler] = worker.handlers;
  if (!handler) throw new Error('Nobody listens.');
  const afterCommit = await inTransaction(handler.pool, (client) => handler.apply(client, events, 'complaints'));
  afterCommit?.();
}

describe('a complaint that is resolved', () => {
  it('begins the saga that settles it, with what the event says, once', async () => {
    const customer = system.person();
    const resolved = aResolution(customer);
    await Promise.all([tell(resolved), tell(resolved, resolved)]);
    const id = sagaOf(resolved);
    expect(await system.rest(id)).toMatchObject({ state: 'RESOLUTION_COMPLETED', done: true, error: null });
    const events = await system.events(id);
    expect(statesIn(events)).toEqual(RESOLVED);
    for (const { type, data } of events) parseEventData(type, data);
    expect(events[0]?.metadata).toMatchObject({ causationId: resolved.eventId, userId: customer.id });
    expect(system.ports.callsOf(id)).toEqual(['reserveSettlement', 'settleComplaint', 'completeResolution']);
    const { rows } = await system.pool.query('SELECT input FROM saga WHERE id = $1', [id]);
    const { saleId, storeId, resolution, resolvedBy, settlement } = resolved.data;
    expect(rows[0]?.input).toEqual({
      ...{ saleId, storeId, resolution, resolvedBy, ...(settlement as object), userId: customer.id },
      ...{ complaintId: resolved.streamId, correlationId: resolved.metadata.correlationId, traceparent: null },
    });
  });

  it('begins another when it is resolved again, and none where nothing is to be settled', async () => {
    const customer = system.person();
    const first = aResolution(customer);
    const again = { ...aResolution(customer), streamId: first.streamId, streamVersion: 6 };
    const explained = aResolution(customer, { resolution: 'EXPLANATION', outcome: 'DONE', settlement: null });
    await tell(first, again, explained);
    for (const one of [first, again]) expect(await system.rest(sagaOf(one))).toMatchObject({ done: true });
    const { rows } = await system.pool.query('SELECT type FROM saga WHERE user_id = $1', [customer.id]);
    expect(rows).toEqual([{ type: 'COMPLAINT_RESOLUTION' }, { type: 'COMPLAINT_RESOLUTION' }]);
    await expect(tell(aResolution(customer, { saleId: null }))).rejects.toThrow('does not say of what');
  });

  it('and cannot be settled is told so, behind its units are free', async () => {
    const customer = system.person();
    const tries = { settleComplaint: 0 };
    system.ports.script(customer.id, (_, step) => {
      if (step !== 'settleComplaint') return undefined;
      return ++tries.settleComplaint < 3 ? PENDING() : REFUSED('REPLACEMENT_CANCELLED');
    });
    const resolved = aResolution(customer);
    await tell(resolved);
    const end = { state: 'COMPENSATED', done: true, error: 'REPLACEMENT_CANCELLED' };
    expect(await system.rest(sagaOf(resolved))).toMatchObject(end);
    expect(system.ports.callsOf(sagaOf(resolved))).toEqual([
      ...['reserveSettlement', ...Array<string>(3).fill('settleComplaint'), 'releaseSettlement', 'failResolution'],
    ]);
  });

  it('is not stopped once it is being settled', async () => {
    const customer = system.person();
    let settled = false;
    system.ports.script(customer.id, (_, step) => (step === 'settleComplaint' && !settled ? PENDING() : undefined));
    const resolved = aResolution(customer);
    await tell(resolved);
    await eventually(async () => (await system.row(sagaOf(resolved))).state === 'COMPLAINT_SETTLING');
    const input = { sagaId: sagaOf(resolved) };
    expect(await customer.value(CANCEL, { input })).toMatchObject({ code: 'SAGA_NOT_CANCELLABLE' });
    settled = true;
    expect(await system.rest(sagaOf(resolved))).toMatchObject({ state: 'RESOLUTION_COMPLETED' });
  });
});

it('a replacement that is ordered begins the saga of its sale', async () => {
  const customer = system.person();
  const line = { lineId: uuidv7(), productId: uuidv7(), productName: 'Teapot', quantity: 2, unitPriceMinor: 0 };
  const ordered = anEvent('ReplacementOrdered', 'sales', {
    ...{ number: 8, userId: customer.id, storeId: system.stores.open, totalMinor: 0, currency: 'CAD', lines: [line] },
    ...{ sagaId: uuidv7(), reservationId: uuidv7(), payment: { paymentId: uuidv7(), method: 'CARD' } },
    ...{ complaintId: uuidv7(), replacesSaleId: uuidv7(), orderedAt: new Date().toISOString() },
  });
  await tell(ordered);
  const id = String(ordered.data.sagaId);
  expect(await system.rest(id)).toMatchObject({ state: 'SALE_CONFIRMED' });
  const { rows } = await system.pool.query('SELECT type, input FROM saga WHERE id = $1', [id]);
  const free = { saleId: ordered.streamId, kind: 'REPLACEMENT', totalMinor: 0, lines: [line], simulate: null };
  expect(rows).toMatchObject([{ type: 'SALE', input: { ...free, payment: { method: 'CARD', token: null } } }]);
});
