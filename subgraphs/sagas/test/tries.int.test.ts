import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { CANCEL, RESUME, foldOf, startSagas, type TestPerson, type TestSagas } from './harness.ts';
import { PENDING, REFUSED, type StepName } from './ports.ts';

let system: TestSagas;
beforeAll(async () => {
  system = await startSagas();
}, 60_000);
afterAll(() => system.dispose());

type Step = { name: string; state: string; attempts: number; undoAttempts: number };
const STEPS = 'query ($id: ID!) { saga(id: $id) { steps { name state attempts undoAttempts } } }';

async function step(person: TestPerson, id: string, wanted: string): Promise<Step | undefined> {
  const { steps } = (await person.value(STEPS, { id })) as unknown as { steps: Step[] };
  return steps.find(({ name }) => name === wanted);
}

const callsOf = (id: string, name: StepName) => system.ports.callsOf(id).filter((one) => one === name).length;

/** Lets engines work until a step was asked for so often. */
const asked = (id: string, name: StepName, times: number) =>
  eventually(async () => {
    await system.newEngine().runOnce();
    return callsOf(id, name) >= times;
  });

/** Somebody whose sale waits for an answer of this step. */
function waitingFor(step: StepName): TestPerson {
  const shopper = system.person();
  system.ports.script(shopper.id, (_, name) => (name === step ? PENDING() : undefined));
  return shopper;
}

describe('how often a step was tried', () => {
  it('is told while it is still being tried', async () => {
    const shopper = waitingFor('capturePayment');
    const id = await shopper.buy();
    for (const times of [1, 3]) {
      await asked(id, 'capturePayment', times);
      expect(await step(shopper, id, 'process-payment')).toEqual({
        ...{ name: 'process-payment', state: 'RUNNING', attempts: callsOf(id, 'capturePayment'), undoAttempts: 0 },
      });
    }
  });

  it('is told of an undo too, and counted anew once a person has let it go on', async () => {
    const shopper = system.person();
    system.ports.script(shopper.id, (_, name) =>
      name === 'confirmReservation' || name === 'refundPayment' ? REFUSED('NO') : undefined,
    );
    const id = await shopper.buy();
    const undone = () => step(shopper, id, 'process-payment');
    await asked(id, 'refundPayment', 2);
    expect(await undone()).toMatchObject({ state: 'UNDOING', attempts: 1, undoAttempts: 2 });
    await asked(id, 'refundPayment', 3);
    expect(await undone()).toMatchObject({ state: 'UNDOING', undoAttempts: 3 });
    await system.person('ADMIN').value(RESUME, { input: { sagaId: id } });
    expect(await undone()).toMatchObject({ state: 'UNDOING', undoAttempts: 0 });
    await asked(id, 'refundPayment', 4);
    expect(await undone()).toMatchObject({ undoAttempts: 1 });
  });

  it.each<[string, StepName, string, string]>([
    ['process-payment', 'capturePayment', 'UNDONE', 'COMPENSATED'],
    ['verify-stock', 'verifyStock', 'RUNNING', 'FAILED'],
  ])('outlasts that its saga was told to stop: %s', async (name, call, state, end) => {
    const shopper = waitingFor(call);
    const id = await shopper.buy();
    await asked(id, call, 3);
    const attempts = callsOf(id, call);
    await shopper.value(CANCEL, { input: { sagaId: id } });
    expect(await step(shopper, id, name)).toMatchObject({ attempts });
    await eventually(async () => {
      await system.newEngine().runOnce();
      return (await system.row(id)).done;
    });
    expect(await system.row(id)).toMatchObject({ state: end, error: 'CANCELLED' });
    expect(await step(shopper, id, name)).toMatchObject({ state, attempts });
    expect(foldOf(await system.events(id))?.steps.find((one) => one.name === name)).toMatchObject({ attempts });
  });
});
