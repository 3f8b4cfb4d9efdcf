import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { metrics } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { Redis } from 'ioredis';
import { sagasTelemetry } from '../src/telemetry/events.ts';
import { foldOf, gate, startSagas, statesIn, type TestSagas } from './harness.ts';
import { PENDING, type StepName } from './ports.ts';
import { SOLD } from './sale-states.ts';

let system: TestSagas;
beforeAll(async () => {
  system = await startSagas();
}, 60_000);
afterAll(() => system.dispose());
afterEach(() => void jest.restoreAllMocks());

describe('a holder that falls silent', () => {
  it('is fenced off: another goes on, and nothing is written twice', async () => {
    const shopper = system.person();
    const stuck = gate();
    system.ports.script(shopper.id, (_, step, attempt) =>
      step === 'capturePayment' && attempt === 1 ? stuck.passed : undefined,
    );
    const id = await shopper.buy();
    const slow = system.newEngine({ leaseMs: 150 }).runOnce();
    await eventually(() => system.ports.callsOf(id).includes('capturePayment'));
    const other = system.newEngine();
    const taken = await eventually(async () => {
      const result = await other.runOnce();
      return result.claimed > 0 && result;
    });
    expect(taken.moved.map(({ state }) => state)).toEqual(['ORDER_CONFIRMING', 'SALE_CONFIRMED']);
    stuck.open();
    expect((await slow).moved.map(({ state }) => state)).toEqual(['STOCK_RESERVING', 'PAYMENT_PROCESSING']);
    expect(statesIn(await system.events(id))).toEqual(SOLD);
    expect(system.ports.callsOf(id).filter((step) => step === 'confirmReservation')).toHaveLength(1);
  });

  it('moves nothing once another holds it, although the saga has not moved since', async () => {
    const shopper = system.person();
    const answers = [gate(), gate()];
    system.ports.script(shopper.id, (_, step, attempt) =>
      step === 'capturePayment' ? answers[attempt - 1]?.passed : undefined,
    );
    const id = await shopper.buy();
    const captures = () => system.ports.callsOf(id).filter((step) => step === 'capturePayment').length;
    const slow = system.newEngine({ leaseMs: 150 }).runOnce();
    await eventually(() => captures() === 1);
    const other = system.newEngine();
    const holding = eventually(async () => {
      const result = await other.runOnce();
      return result.claimed > 0 && result;
    });
    await eventually(() => captures() === 2);
    answers[0]?.open();
    expect((await slow).moved.map(({ state }) => state)).toEqual(['STOCK_RESERVING', 'PAYMENT_PROCESSING']);
    expect(await system.row(id)).toMatchObject({ state: 'PAYMENT_PROCESSING', done: false });
    answers[1]?.open();
    expect((await holding).moved.map(({ state }) => state)).toEqual(['ORDER_CONFIRMING', 'SALE_CONFIRMED']);
    expect(statesIn(await system.events(id))).toEqual(SOLD);
  });

  it('leaves nothing behind when it dies in the middle: another carries its chunk to the end', async () => {
    const shoppers = Array.from({ length: 20 }, () => system.person());
    const dead = gate();
    for (const { id } of shoppers)
      system.ports.script(id, (_, step, attempt) =>
        step === 'reserveStock' && attempt === 1 ? dead.passed : undefined,
      );
    const ids = await Promise.all(shoppers.map((shopper) => shopper.buy()));
    // As good as dead: it does not come back from its step before all is over.
    const abandoned = system.newEngine({ leaseMs: 150, stepTimeoutMs: 600_000 }).runOnce();
    await eventually(() => system.ports.calls.some(({ step, saga }) => step === 'reserveStock' && ids.includes(saga)));
    const other = system.newEngine();
    expect((await other.runOnce()).claimed).toBe(0);
    await eventually(async () => {
      await other.runOnce();
      return (await Promise.all(ids.map(system.row))).every(({ done }) => done);
    });
    dead.open();
    expect((await abandoned).moved.map(({ state }) => state)).toEqual(Array(20).fill('STOCK_RESERVING'));
    for (const id of ids) expect(statesIn(await system.events(id))).toEqual(SOLD);
  });

  it('keeps its sagas as long as it goes on writing', async () => {
    const shopper = system.person();
    const gates = { verifyStock: gate(), capturePayment: gate() };
    system.ports.script(shopper.id, (_, step) =>
      step in gates ? gates[step as keyof typeof gates].passed : undefined,
    );
    const id = await shopper.buy();
    const holder = system.newEngine({ leaseMs: 60_000 }).runOnce();
    const leaseAt = async (step: StepName) => {
      await eventually(() => system.ports.callsOf(id).includes(step));
      const { rows } = await system.pool.query<{ due: Date }>('SELECT due_at AS due FROM saga WHERE id = $1', [id]);
      expect((await system.newEngine().runOnce()).claimed).toBe(0);
      return rows[0]?.due.getTime() ?? 0;
    };
    const first = await leaseAt('verifyStock');
    gates.verifyStock.open();
    expect(await leaseAt('capturePayment')).toBeGreaterThan(first);
    gates.capturePayment.open();
    expect((await holder).moved.at(-1)?.state).toBe('SALE_CONFIRMED');
  });
});

it('many engines at once divide the work, each saga is moved by one', async () => {
  const ids = await Promise.all(Array.from({ length: 200 }, () => system.person().buy()));
  const engines = Array.from({ length: 4 }, () => system.newEngine());
  const results = await Promise.all(
    engines.map(async (engine) => {
      const moved: string[] = [];
      for (let result = await engine.runOnce(16); result.claimed > 0; result = await engine.runOnce(16))
        moved.push(...result.moved.map(({ sagaId }) => sagaId));
      return new Set(moved);
    }),
  );
  expect(results.filter(({ size }) => size > 0).length).toBeGreaterThan(1);
  expect(results.reduce((sum, { size }) => sum + size, 0)).toBe(200);
  for (const id of ids) {
    expect(statesIn(await system.events(id))).toEqual(SOLD);
    expect(foldOf(await system.events(id))).toMatchObject({ state: 'SALE_CONFIRMED', version: 9 });
  }
});

it('takes up first who came first', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 6; n++) ids.push(await system.person().buy());
  const engine = system.newEngine();
  const first = await engine.runOnce(2);
  expect(new Set(first.moved.map(({ sagaId }) => sagaId))).toEqual(new Set(ids.slice(0, 2)));
  await engine.runOnce(4);
});

it('leaves a corrupt saga out and carries the others of its chunk to their end', async () => {
  const [corrupt, sound] = [await system.person().buy(), await system.person().buy()];
  await system.pool.query(`UPDATE saga SET state = 'NOWHERE' WHERE id = $1`, [corrupt]);
  const told: object[] = [];
  const telemetry = { ...sagasTelemetry('sagas-test', system.base.log), corrupt: (about: object) => told.push(about) };
  expect(await system.newEngine({ telemetry }).runOnce()).toMatchObject({ claimed: 2 });
  expect(await system.row(sound)).toMatchObject({ state: 'SALE_CONFIRMED' });
  expect(told).toMatchObject([{ sagaId: corrupt, state: 'NOWHERE', err: expect.any(Error) }]);
  await system.pool.query(`UPDATE saga SET state = 'INITIATED', due_at = now() WHERE id = $1`, [corrupt]);
  expect((await system.newEngine().runOnce()).moved.at(-1)?.sagaId).toBe(corrupt);
});

describe('a worker', () => {
  (process.env.TEST_REDIS_URL ? it : it.skip)('is woken by the sweeper when Redis has lost everything', async () => {
    const shopper = system.person();
    const id = await shopper.buy();
    const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
    const keys = await redis.keys(`${system.prefix}*`);
    expect(keys.length).toBeGreaterThan(0);
    await redis.del(keys);
    redis.disconnect();
    const wakes = jest.spyOn(system.queues.queue('sagas'), 'add');
    const { worker, stop } = await system.work();
    expect(worker.periodic.map(({ name }) => name)).toEqual(['sagas-sweep']);
    await system.rest(id);
    // Another, whose wake is lost while the worker waits.
    wakes.mockImplementationOnce(() => Promise.reject(new Error('Redis is away.')));
    const lost = await shopper.buy();
    await worker.periodic[0]?.run();
    expect(await system.rest(lost)).toMatchObject({ state: 'SALE_CONFIRMED' });
    await stop();
  });

  it('tells as the result of its job what it moved', async () => {
    const { stop } = await system.work();
    await system.person().buy();
    const results = await eventually(async () => {
      const jobs = await system.queues.queue('sagas').getCompleted();
      const values = jobs.map(({ returnvalue }) => returnvalue as { sagas: number });
      return values.some(({ sagas }) => sagas === 1) && values;
    });
    expect(results).toContainEqual({
      sagas: 1,
      states: { STOCK_RESERVING: 1, PAYMENT_PROCESSING: 1, ORDER_CONFIRMING: 1, SALE_CONFIRMED: 1 },
    });
    await stop();
  });

  it('plans a wake for what must wait, and sweeps nothing that is held', async () => {
    const shopper = system.person();
    system.ports.script(shopper.id, (_, step, attempt) =>
      step === 'capturePayment' && attempt < 3 ? PENDING(300) : undefined,
    );
    const id = await shopper.buy();
    const { stop } = await system.work();
    await eventually(async () => (await system.row(id)).state === 'PAYMENT_PROCESSING');
    expect(await eventually(async () => (await system.queues.queue('sagas').getDelayedCount()) > 0)).toBe(true);
    expect(await system.rest(id)).toMatchObject({ state: 'SALE_CONFIRMED' });
    await stop();
  });

  it('refuses to start when sagas run on a definition that it does not have', async () => {
    const id = await system.person().buy();
    await system.pool.query('UPDATE saga SET definition_version = 7 WHERE id = $1', [id]);
    await expect(system.newWorker().start()).rejects.toThrow('SALE@7 (1)');
    expect((await system.newEngine().runOnce()).claimed).toBe(0);
    await system.pool.query('UPDATE saga SET definition_version = 1 WHERE id = $1', [id]);
    expect((await system.newEngine().runOnce()).claimed).toBe(1);
  });

  it('counts what runs and what waits for a person', async () => {
    await system.person().buy();
    const parked = await system.person().buy();
    await system.pool.query(`UPDATE saga SET parked = true, parked_reason = 'a test' WHERE id = $1`, [parked]);
    await system.newWorker().periodic[0]?.run();
    const value = async (gauge: typeof metrics.activeSagas) =>
      (await gauge.get()).values.find(({ labels }) => labels.service === 'sagas-test')?.value;
    expect([await value(metrics.activeSagas), await value(metrics.parkedSagas)]).toEqual([2, 1]);
  });
});
