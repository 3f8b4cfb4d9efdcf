import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metrics } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import type { AdvanceRow, SagaStore } from '../src/application/saga-store.ts';
import { postgresSagaStore } from '../src/infrastructure/saga-store.ts';
import { sagasTelemetry } from '../src/telemetry/events.ts';
import { foldOf, RESUME, startSagas, type TestPerson, type TestSagas } from './harness.ts';
import { REFUSED } from './ports.ts';

let system: TestSagas;
beforeAll(async () => {
  system = await startSagas();
}, 60_000);
afterAll(() => system.dispose());

const NO_TEXT = 'What no database takes: \u0000.';

/** Somebody whose sale is taken back, and whose refund the provider refuses with these words. */
function unlucky(code: string, message: string): TestPerson {
  const shopper = system.person();
  system.ports.script(shopper.id, (_, step) => {
    if (step === 'confirmReservation') return REFUSED('HOLD_LOST');
    return step === 'refundPayment' ? { outcome: 'refused', code, message } : undefined;
  });
  return shopper;
}

const manyOf = (count: number) => Promise.all(Array.from({ length: count }, () => system.person().buy()));

async function runUntil(engine: { runOnce(): Promise<unknown> }, isOver: () => Promise<boolean>): Promise<void> {
  await eventually(async () => {
    await engine.runOnce();
    return isOver();
  });
}

describe('an answer in characters that no database holds', () => {
  it.each([
    ['the character zero', 'No\u0000.', 'No\ufffd.'],
    ['half a character', 'No\ud800.', 'No\ufffd.'],
  ])('is kept without them, and holds up nobody: %s', async (_name, message, kept) => {
    const bad = await unlucky('N\u0000O', message).buy();
    const engine = system.newEngine({ leaseMs: 200 });
    const sold: string[] = [];
    await runUntil(engine, async () => {
      if (sold.length < 30) sold.push(...(await manyOf(5)));
      return (await system.row(bad)).parked;
    });
    await engine.runOnce();
    for (const id of sold) expect(await system.row(id)).toMatchObject({ state: 'SALE_CONFIRMED' });
    const parked = (await system.events(bad)).at(-1);
    expect(parked).toMatchObject({ type: 'SagaParked', data: { error: 'N\ufffdO' } });
    expect(foldOf(await system.events(bad))?.parkedReason).toBe(`undo of process-payment failed 3 times: ${kept}`);
  });

  it('tells the shopper why their payment was declined', async () => {
    const shopper = system.person();
    system.ports.script(shopper.id, (_, step) =>
      step === 'capturePayment' ? { outcome: 'refused', code: 'DECLINED', message: 'Funds\u0000 short' } : undefined,
    );
    const id = await shopper.buy();
    await system.newEngine().runOnce();
    expect(await shopper.value('query ($id: ID!) { saga(id: $id) { state error errorMessage } }', { id })).toEqual({
      ...{ state: 'COMPENSATED', error: 'DECLINED', errorMessage: 'Funds\ufffd short' },
    });
  });
});

describe('a move that the database does not take', () => {
  /** PostgreSQL, with a text that it refuses in those rows. */
  const spoiling = (isSpoilt: (row: AdvanceRow) => boolean): SagaStore => {
    const store = postgresSagaStore(system.pool);
    return {
      ...store,
      advance: (rows) => store.advance(rows.map((row) => (isSpoilt(row) ? { ...row, errorMessage: NO_TEXT } : row))),
    };
  };

  it('is written alone: its saga waits for a person who is told so, the others of its chunk go on', async () => {
    const before = await manyOf(20);
    const bad = await system.person().buy();
    const behind = await manyOf(20);
    const told: object[] = [];
    const telemetry = {
      ...sagasTelemetry('sagas-odd', system.base.log),
      parked: (about: object) => void told.push(about),
    };
    const isSpoilt = ({ id, state }: AdvanceRow) => id === bad && state === 'ORDER_CONFIRMING';
    const store = spoiling((row) => isSpoilt(row) && row.parkedReason === null);
    await system.newEngine({ store, telemetry }).runOnce();
    for (const id of [...before, ...behind]) expect(await system.row(id)).toMatchObject({ state: 'SALE_CONFIRMED' });
    const reason = 'What came of do of process-payment could not be written down.';
    expect(await system.row(bad)).toMatchObject({ state: 'PAYMENT_PROCESSING', parked: true });
    expect(foldOf(await system.events(bad))).toMatchObject({ parked: true, parkedReason: reason });
    expect(told).toMatchObject([{ sagaId: bad, reason, said: expect.stringContaining('invalid byte sequence') }]);
    const { values } = await metrics.sagaSteps.get();
    expect(values.find(({ labels }) => labels.service === 'sagas-odd' && labels.status === 'unwritten')).toMatchObject({
      labels: { step_name: 'process-payment' },
      value: 1,
    });

    await system.person('ADMIN').value(RESUME, { input: { sagaId: bad } });
    await system.newEngine().runOnce();
    expect(await system.row(bad)).toMatchObject({ state: 'SALE_CONFIRMED', parked: false });
  });

  it('and neither that it waits for a person, is tried again later and later', async () => {
    const bad = await system.person().buy();
    const good = await manyOf(5);
    const engine = system.newEngine({ store: spoiling(({ id, event }) => id === bad && event !== null) });
    const first = await engine.runOnce();
    for (const id of good) expect(await system.row(id)).toMatchObject({ state: 'SALE_CONFIRMED' });
    expect(await system.row(bad)).toMatchObject({ state: 'INITIATED', version: 1, parked: false });
    const second = await eventually(async () => {
      const result = await engine.runOnce();
      return result.claimed > 0 && result;
    });
    expect(second.waitsMs[0]).toBeGreaterThan(first.waitsMs[0] ?? Infinity);
    await runUntil(system.newEngine(), async () => (await system.row(bad)).done);
    expect(await system.row(bad)).toMatchObject({ state: 'SALE_CONFIRMED' });
  });

  it('and nothing else of it, is looked at again when its lease is over', async () => {
    const bad = await system.person().buy();
    const [good = ''] = await manyOf(1);
    await system.newEngine({ leaseMs: 100, store: spoiling(({ id }) => id === bad) }).runOnce();
    expect(await system.row(good)).toMatchObject({ state: 'SALE_CONFIRMED' });
    await runUntil(system.newEngine(), async () => (await system.row(bad)).done);
  });
});
