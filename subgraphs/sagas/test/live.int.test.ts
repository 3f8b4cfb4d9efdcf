import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LiveMessage } from '@comptoir/live';
import { eventually } from '@comptoir/testing';
import { RESUME, gate, startSagas, statesIn, type Loose, type TestPerson, type TestSagas } from './harness.ts';
import { REFUSED } from './ports.ts';

let system: TestSagas;
beforeAll(async () => {
  system = await startSagas();
}, 60_000);
afterAll(() => system.dispose());

const UPDATED =
  'subscription ($id: ID!, $after: Int) { sagaUpdated(sagaId: $id, afterVersion: $after) { version state updatedAt steps { name state } sale { id } completedAt } }';
const ACTIVITY =
  'subscription ($filter: SagaActivityFilter) { sagaActivity(filter: $filter) { id version state parked user { id } steps { state } } }';

type Update = { version: number; state: string; updatedAt: string; completedAt: string | null };

/** Everything until the stream ends by itself; `onUpdate` is called with each. */
async function follow(person: TestPerson, id: string, after?: number, onUpdate = () => {}): Promise<Update[]> {
  const seen: Update[] = [];
  for await (const { data, errors } of await person.subscribe(UPDATED, { id, after })) {
    if (errors) throw new Error(JSON.stringify(errors));
    seen.push(data?.sagaUpdated as unknown as Update);
    onUpdate();
  }
  return seen;
}

const run = async () => {
  const engine = system.newEngine();
  while ((await engine.runOnce()).claimed > 0);
};

/** The states of a saga with their times, as its events tell them. */
async function told(id: string) {
  const events = await system.events(id);
  statesIn(events);
  return events.flatMap(({ data }) =>
    data.transitions.map(({ version, state, at }) => ({ version, state, updatedAt: at })),
  );
}
const facts = (updates: readonly Update[]) =>
  updates.map(({ version, state, updatedAt }) => ({ version, state, updatedAt }));

describe('sagaUpdated', () => {
  it('tells each state once and in order to whoever is there from the start, and ends with the saga', async () => {
    const shopper = system.person();
    const id = await shopper.buy();
    const begun = gate();
    const following = follow(shopper, id, undefined, begun.open);
    await begun.passed;
    await run();
    const seen = await following;
    expect(facts(seen)).toEqual(await told(id));
    expect(seen).toHaveLength(9);
    expect(seen.map(({ completedAt }) => completedAt !== null)).toEqual([...Array(8).fill(false), true]);
  });

  it('begins with the present for who comes late, and behind the number of who comes back', async () => {
    const shopper = system.person();
    const id = await shopper.buy();
    await run();
    expect(facts(await follow(shopper, id))).toEqual((await told(id)).slice(-1));
    expect(facts(await follow(shopper, id, 4))).toEqual((await told(id)).slice(4));
    expect(await follow(shopper, id, 9)).toEqual([]);
    expect(facts(await follow(shopper, id, 0))).toEqual(await told(id));
  });

  it('leaves nothing out and repeats nothing when messages are lost, doubled and late', async () => {
    const publish = system.bus.publish;
    const held: LiveMessage[][] = [];
    let n = 0;
    system.bus.publish = (channel, messages) => {
      if (channel !== 'saga') return publish(channel, messages);
      n++;
      if (n % 3 === 0) held.push([...messages]);
      if (n % 3 === 1) publish(channel, [...messages, ...messages]);
      if (n % 3 === 2) publish(channel, [...messages, ...(held.shift() ?? [])]);
    };
    const shoppers = Array.from({ length: 30 }, () => system.person());
    const ids = await Promise.all(shoppers.map((shopper) => shopper.buy()));
    const following = ids.map((id, i) => follow(shoppers[i]!, id, i % 3 === 0 ? undefined : 0));
    const engine = system.newEngine();
    await Promise.all(Array.from({ length: 6 }, () => engine.runOnce(5)));
    // What was held back last comes now: it says that there is something to read.
    system.bus.publish = publish;
    for (const messages of held) publish('saga', messages);
    for (const [i, seen] of (await Promise.all(following)).entries()) {
      const all = await told(ids[i] ?? '');
      const first = seen[0]?.version ?? 0;
      expect(facts(seen)).toEqual(all.slice(first - 1));
      if (i % 3 !== 0) expect(first).toBe(1);
    }
  });

  it('is for whoever may read the saga', async () => {
    const shopper = system.person();
    const id = await shopper.buy();
    const refused = async (person: TestPerson, variables: object = { id }) =>
      person.subscribe(UPDATED, variables).then(
        () => null,
        (error: Error) => error.message,
      );
    expect(await refused(system.person())).toContain('FORBIDDEN');
    expect(await refused(system.person('AGENT'))).toContain('FORBIDDEN');
    expect(await refused(system.person('MANAGER', [system.stores.other]))).toContain('FORBIDDEN');
    expect(await refused(system.person(null))).toContain('UNAUTHENTICATED');
    expect(await refused(shopper, { id: shopper.id })).toContain('BAD_USER_INPUT');
    expect(await refused(shopper, { id, after: -1 })).toContain('BAD_USER_INPUT');
    for (const person of [shopper, system.person('MANAGER', [system.stores.open]), system.person('ADMIN')]) {
      const stream = await person.subscribe(UPDATED, { id });
      expect((await stream.next()).value).toMatchObject({ data: { sagaUpdated: { version: 1, state: 'INITIATED' } } });
      await stream.return(undefined);
    }
    await run();
  });
});

describe('sagaActivity', () => {
  async function watch(person: TestPerson, filter: object = {}) {
    const seen: Loose[] = [];
    const stream = await person.subscribe(ACTIVITY, { filter });
    const reading = (async () => {
      for await (const { data } of stream) if (data?.sagaActivity) seen.push(data.sagaActivity);
    })();
    return { seen, stop: async () => void (await Promise.all([stream.return(undefined), reading])) };
  }
  const ids = (seen: Loose[]) => new Set(seen.map(({ id }) => String(id)));

  it('shows what moves to admins and to managers of the store, filtered', async () => {
    const { open, other } = system.stores;
    const watches = await Promise.all([
      watch(system.person('ADMIN')),
      watch(system.person('MANAGER', [open])),
      watch(system.person('MANAGER', [other])),
      watch(system.person('ADMIN'), { states: ['SALE_CONFIRMED'] }),
      watch(system.person('ADMIN'), { storeId: other }),
      watch(system.person('ADMIN'), { parked: true }),
    ]);
    const [here, there, failing] = [system.person(), system.person(), system.person()];
    system.ports.script(failing.id, (_, step) =>
      step === 'confirmReservation' || step === 'refundPayment' ? REFUSED('NO') : undefined,
    );
    const hereId = await here.buy();
    const thereId = await there.buy({ storeId: other });
    const failingId = await failing.buy();
    await eventually(async () => {
      await run();
      return (await system.row(failingId)).parked;
    });
    const [all, openStore, otherStore, sold, byStore, parked] = watches.map(({ seen }) => seen);
    await eventually(() => parked?.length === 1 && sold?.length === 2, { what: 'the last messages' });
    expect(ids(all ?? [])).toEqual(new Set([hereId, thereId, failingId]));
    expect(all?.findLast(({ id }) => String(id) === hereId)).toMatchObject({
      state: 'SALE_CONFIRMED',
      version: 9,
      parked: false,
      user: { id: here.id },
    });
    expect(ids(openStore ?? [])).toEqual(new Set([hereId, failingId]));
    expect(ids(otherStore ?? [])).toEqual(new Set([thereId]));
    expect(ids(byStore ?? [])).toEqual(new Set([thereId]));
    expect(ids(sold ?? [])).toEqual(new Set([hereId, thereId]));
    expect(parked).toMatchObject([{ id: failingId, state: 'COMPENSATING_PAYMENT', parked: true }]);
    // Whoever follows the saga itself hears of its states, and that it is parked is none.
    const follower = await failing.subscribe(UPDATED, { id: failingId, after: 0 });
    const heard = [];
    for (let n = 0; n < Number(parked?.[0]?.version); n++) heard.push((await follower.next()).value?.data?.sagaUpdated);
    expect(facts(heard as never)).toEqual(await told(failingId));
    await follower.return(undefined);
    for (const { stop } of watches) await stop();
    await system.person('ADMIN').value(RESUME, { input: { sagaId: failingId } });
  });

  it('is for admins and managers, who see their own stores only', async () => {
    const refused = async (person: TestPerson, filter = {}) =>
      person.subscribe(ACTIVITY, { filter }).then(
        () => null,
        (error: Error) => error.message,
      );
    expect(await refused(system.person())).toContain('FORBIDDEN');
    expect(await refused(system.person('AGENT'))).toContain('FORBIDDEN');
    expect(await refused(system.person(null))).toContain('UNAUTHENTICATED');
    expect(await refused(system.person('MANAGER', [system.stores.open]), { storeId: system.stores.other })).toContain(
      'FORBIDDEN',
    );
  });
});
