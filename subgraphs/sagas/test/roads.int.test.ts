import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData } from '@comptoir/contracts';
import { eventually } from '@comptoir/testing';
import { foldOf, startSagas, statesIn, CANCEL, RESUME, type TestPerson, type TestSagas } from './harness.ts';
import { PENDING, REFUSED, type Script, type StepName } from './ports.ts';
import { ALL_BACK, PAID, RESERVED, SOLD, STOCK_BACK, VERIFIED } from './sale-states.ts';

let system: TestSagas;
beforeAll(async () => {
  // Steps that never answer are given up early here; deadlines of the definition stay.
  system = await startSagas({ timing: { stepTimeoutMs: 150 } });
  await system.work();
}, 60_000);
afterAll(() => system.dispose());

const on =
  (wanted: StepName, answer: Script): Script =>
  (order, step, attempt) =>
    step === wanted ? answer(order, step, attempt) : undefined;
const broken = () => Promise.reject(new Error('The other side is confused.'));

/** Row, events, and what the events add up to say the same, and nothing is missing or twice. */
async function expectBooked(id: string): Promise<void> {
  const [row, events] = [await system.row(id), await system.events(id)];
  const states = statesIn(events);
  for (const { type, data } of events) parseEventData(type, data);
  expect(row).toMatchObject({ state: states.at(-1), version: states.length, streamVersion: events.length });
  expect(foldOf(events)).toMatchObject({
    state: row.state,
    version: row.version,
    parked: row.parked,
    error: row.error,
  });
}

async function buyWith(script: Script): Promise<{ shopper: TestPerson; id: string }> {
  const shopper = system.person();
  system.ports.script(shopper.id, script);
  return { shopper, id: await shopper.buy() };
}

describe('each road ends where the contract says, in rows and events', () => {
  const roads: [string, Script, string[], string | null, StepName[]][] = [
    ['sold', () => undefined, SOLD, null, ['confirmReservation', 'confirmSale']],
    [
      'short at verification',
      on('verifyStock', () => REFUSED('INSUFFICIENT_STOCK')),
      ['INITIATED', 'STOCK_VERIFYING', 'STOCK_VERIFICATION_FAILED', 'FAILED'],
      'INSUFFICIENT_STOCK',
      ['openSales', 'cancelSale'],
    ],
    [
      'short at reservation',
      on('reserveStock', () => REFUSED('INSUFFICIENT_STOCK')),
      [...VERIFIED, 'STOCK_RESERVATION_FAILED', 'FAILED'],
      'INSUFFICIENT_STOCK',
      ['openSales', 'cancelSale'],
    ],
    [
      'declined',
      on('capturePayment', () => REFUSED('CARD_DECLINED')),
      [...RESERVED, 'PAYMENT_FAILED', ...STOCK_BACK],
      'CARD_DECLINED',
      ['releaseStock', 'openSales', 'cancelSale'],
    ],
    [
      'hold lost',
      on('confirmReservation', () => REFUSED('HOLD_LOST')),
      [...PAID, 'ORDER_CONFIRMATION_FAILED', ...ALL_BACK],
      'HOLD_LOST',
      ['refundPayment', 'releaseStock', 'openSales', 'cancelSale'],
    ],
    [
      'paid at the third try',
      on('capturePayment', (_, __, attempt) => (attempt < 3 ? PENDING() : undefined)),
      SOLD,
      null,
      ['capturePayment', 'capturePayment', 'capturePayment', 'confirmReservation', 'confirmSale'],
    ],
    [
      'verified at the second try',
      on('verifyStock', (_, __, attempt) => (attempt < 2 ? broken() : undefined)),
      SOLD,
      null,
      ['confirmReservation', 'confirmSale'],
    ],
    [
      'sold, but written to the sale at the second try',
      on('confirmSale', (_, __, attempt) => (attempt < 2 ? broken() : undefined)),
      SOLD,
      null,
      ['confirmReservation', 'confirmSale', 'confirmReservation', 'confirmSale'],
    ],
  ];
  it.each(roads)('%s', async (_name, script, states, error, lastCalls) => {
    const { id } = await buyWith(script);
    expect(await system.rest(id)).toMatchObject({ state: states.at(-1), done: true, parked: false, error });
    expect(statesIn(await system.events(id))).toEqual(states);
    expect(system.ports.callsOf(id).slice(-lastCalls.length)).toEqual(lastCalls);
    await expectBooked(id);
  });

  it('an unknown payment counts as taken: paid back, then released', async () => {
    const { id } = await buyWith(on('capturePayment', broken));
    const saga = await eventually(async () => (await system.row(id)).done && system.row(id), { within: 25_000 });
    expect(saga).toMatchObject({ state: 'COMPENSATED', error: 'NO_ANSWER' });
    expect(statesIn(await system.events(id))).toEqual([...RESERVED, 'PAYMENT_FAILED', ...ALL_BACK]);
    expect(system.ports.callsOf(id).filter((step) => step === 'capturePayment')).toHaveLength(10);
    await expectBooked(id);
  });

  it('a hundred at once on different roads all end on theirs', async () => {
    const ends = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const [, script, states] = roads[n % roads.length] ?? roads[0]!;
        const { id } = await buyWith(script);
        return { id, state: states.at(-1) };
      }),
    );
    for (const { id, state } of ends) {
      expect(await system.rest(id)).toMatchObject({ state });
      await expectBooked(id);
    }
    expect(Math.max(...system.ports.calls.map(({ chunk }) => chunk))).toBeGreaterThan(1);
  });
});

describe('a failed undo', () => {
  it('waits for a person, and goes on when an admin lets it', async () => {
    const admin = system.person('ADMIN');
    let refundWorks = false;
    const { shopper, id } = await buyWith((_, step) => {
      if (step === 'confirmReservation') return REFUSED('SIMULATED');
      return step === 'refundPayment' && !refundWorks ? REFUSED('REFUND_FAILED') : undefined;
    });
    expect(await system.rest(id)).toMatchObject({ state: 'COMPENSATING_PAYMENT', parked: true, done: false });
    expect(
      await shopper.value('query ($id: ID!) { saga(id: $id) { parked parkedReason state error } }', { id }),
    ).toEqual({
      ...{
        parked: true,
        parkedReason: expect.stringContaining('undo of process-payment failed 3 times'),
        state: 'COMPENSATING_PAYMENT',
        error: 'SIMULATED',
      },
    });
    await expectBooked(id);
    refundWorks = true;
    expect(await admin.value(RESUME, { input: { sagaId: id } })).toMatchObject({
      saga: { id, parked: false, parkedReason: null, state: 'COMPENSATING_PAYMENT' },
    });
    expect(await eventually(async () => (await system.row(id)).done && system.row(id))).toMatchObject({
      state: 'COMPENSATED',
      parked: false,
    });
    await expectBooked(id);
    expect(await admin.value(RESUME, { input: { sagaId: id } })).toMatchObject({
      code: 'SAGA_NOT_PARKED',
      state: 'COMPENSATED',
    });
  });

  it('forgets what was to be simulated when it is let go on', async () => {
    const shopper = system.person();
    system.ports.script(shopper.id, (order, step) => {
      if (step === 'confirmReservation') return REFUSED('SIMULATED');
      return step === 'refundPayment' && order.simulate === 'FAIL_COMPENSATION' ? REFUSED('SIMULATED') : undefined;
    });
    const id = await shopper.buy({ simulate: 'FAIL_COMPENSATION' });
    expect(await system.rest(id)).toMatchObject({ parked: true });
    await system.person('ADMIN').value(RESUME, { input: { sagaId: id } });
    expect(await eventually(async () => (await system.row(id)).done && system.row(id))).toMatchObject({
      state: 'COMPENSATED',
    });
  });
});

describe('cancelSaga', () => {
  const cancel = (person: TestPerson, sagaId: string) => person.value(CANCEL, { input: { sagaId } });
  const reached = (id: string, state: string) =>
    eventually(async () => (await system.row(id)).state === state, { what: state });

  it('before anything is held ends in FAILED', async () => {
    const { shopper, id } = await buyWith(on('verifyStock', () => PENDING(400)));
    await reached(id, 'STOCK_VERIFYING');
    expect(await cancel(shopper, id)).toMatchObject({ saga: { id, cancelRequested: true, state: 'STOCK_VERIFYING' } });
    expect(await system.rest(id)).toMatchObject({ state: 'FAILED', error: 'CANCELLED' });
    expect(system.ports.callsOf(id).at(-1)).toBe('cancelSale');
    await expectBooked(id);
  });

  it('once something is held takes it back, and asked twice answers the same', async () => {
    const { shopper, id } = await buyWith(on('capturePayment', () => PENDING(400)));
    await reached(id, 'PAYMENT_PROCESSING');
    expect(await cancel(shopper, id)).toMatchObject({ __typename: 'CancelSagaSuccess' });
    expect(await cancel(shopper, id)).toMatchObject({ __typename: 'CancelSagaSuccess' });
    expect(await system.rest(id)).toMatchObject({ state: 'COMPENSATED', error: 'CANCELLED' });
    expect(statesIn(await system.events(id))).toEqual([...RESERVED, ...ALL_BACK]);
    expect((await system.events(id)).filter(({ type }) => type === 'SagaCancelRequested')).toHaveLength(1);
    expect(await cancel(shopper, id)).toMatchObject({ saga: { state: 'COMPENSATED', cancelRequested: true } });
    await expectBooked(id);
  });

  it('takes back what a capture did that was under way', async () => {
    let captured = () => {};
    const slow = new Promise<void>((resolve) => (captured = resolve));
    const { shopper, id } = await buyWith(on('capturePayment', () => slow.then(() => undefined)));
    await eventually(() => system.ports.callsOf(id).includes('capturePayment'));
    expect(await cancel(shopper, id)).toMatchObject({ __typename: 'CancelSagaSuccess' });
    captured();
    expect(await system.rest(id)).toMatchObject({ state: 'COMPENSATED', error: 'CANCELLED' });
    expect(system.ports.callsOf(id)).not.toContain('confirmReservation');
    expect(system.ports.callsOf(id)).toContain('refundPayment');
    await expectBooked(id);
  });

  it('is refused once the order is being confirmed, and after the end', async () => {
    let confirmed = () => {};
    const slow = new Promise<void>((resolve) => (confirmed = resolve));
    const { shopper, id } = await buyWith(on('confirmReservation', () => slow.then(() => undefined)));
    await reached(id, 'ORDER_CONFIRMING');
    expect(await cancel(shopper, id)).toMatchObject({ code: 'SAGA_NOT_CANCELLABLE', state: 'ORDER_CONFIRMING' });
    confirmed();
    expect(await system.rest(id)).toMatchObject({ state: 'SALE_CONFIRMED' });
    expect(await cancel(shopper, id)).toMatchObject({ code: 'SAGA_NOT_CANCELLABLE', state: 'SALE_CONFIRMED' });
  });
});

it('a slow payment of one person does not hold up the others', async () => {
  const slow = await buyWith(on('capturePayment', (_, __, attempt) => (attempt < 4 ? PENDING(200) : undefined)));
  const others = await Promise.all(Array.from({ length: 20 }, () => buyWith(() => undefined)));
  for (const { id } of others) expect(await system.rest(id)).toMatchObject({ state: 'SALE_CONFIRMED' });
  expect(await system.row(slow.id)).toMatchObject({ state: 'PAYMENT_PROCESSING', done: false });
  expect(await system.rest(slow.id)).toMatchObject({ state: 'SALE_CONFIRMED' });
});
