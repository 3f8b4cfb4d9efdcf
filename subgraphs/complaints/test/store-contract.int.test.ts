import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ComplaintStore } from '../src/application/ports.ts';
import type { ComplaintFact } from '../src/domain/complaint.ts';
import { change } from '../src/application/commands/change.ts';
import { postgresComplaintStore } from '../src/infrastructure/complaint-store.ts';
import { startComplaints, type TestComplaints } from './harness.ts';
import { memoryStore } from './memory-store.ts';

let system: TestComplaints;
beforeAll(async () => {
  system = await startComplaints();
}, 60_000);
afterAll(() => system.dispose());

const stores: Record<string, () => ComplaintStore> = {
  'in PostgreSQL': () => postgresComplaintStore(system.pool),
  'in memory': memoryStore,
};
const origin = { correlationId: randomUUID(), userId: randomUUID(), traceparent: null };
const facts = { number: 1, customerId: randomUUID(), saleId: null, storeId: null };
const at = '2026-05-04T10:00:00.000Z';
const filed: ComplaintFact = {
  type: 'ComplaintFiled',
  data: {
    ...{ ...facts, title: null, description: null, category: 'OTHER', priority: 'LOW', requestedResolution: null },
    filedAt: at,
  },
};
const said = (): ComplaintFact => ({
  type: 'ComplaintCommented',
  data: { ...facts, commentId: randomUUID(), text: null, commentedBy: origin.userId, commentedAt: at },
});

/** What every store of events promises. */
describe.each(Object.keys(stores))('a store %s', (name) => {
  let store: ComplaintStore;
  let id: string;
  beforeEach(() => {
    store = (stores[name] as () => ComplaintStore)();
    id = randomUUID();
  });
  const told = async () => ((await store.load([id])).get(id) ?? []).map(({ version, type }) => [version, type]);

  it('answers streams in order and whole, and leaves out what does not exist', async () => {
    const other = randomUUID();
    await store.append(id, 0, [filed, said()], origin);
    await store.append(other, 0, [filed], origin);
    await store.append(id, 2, [said()], origin);
    const streams = await store.load([id, other, randomUUID()]);
    expect([...streams.keys()].sort()).toEqual([id, other].sort());
    expect(await told()).toEqual([
      [1, 'ComplaintFiled'],
      [2, 'ComplaintCommented'],
      [3, 'ComplaintCommented'],
    ]);
    expect(streams.get(id)?.[0]?.data).toEqual(filed.data);
  });

  it('answers what it wrote, at positions that rise', async () => {
    const first = await store.append(id, 0, [filed], origin);
    const then = await store.append(id, 1, [said(), said()], origin);
    expect(then?.map(({ version }) => version)).toEqual([2, 3]);
    const positions = [...(first ?? []), ...(then ?? [])].map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(new Set(positions).size).toBe(3);
  });

  it('writes nothing of what was decided upon an older version', async () => {
    await store.append(id, 0, [filed, said()], origin);
    expect(await store.append(id, 1, [said(), said()], origin)).toBeNull();
    expect((await told()).length).toBe(2);
  });

  it('lets one of many writers be first', async () => {
    await store.append(id, 0, [filed], origin);
    const written = await Promise.all([1, 2, 3, 4].map(() => store.append(id, 1, [said()], origin)));
    expect(written.filter((one) => one !== null).length).toBe(1);
    expect((await told()).length).toBe(2);
  });

  it('takes a key once, and knows what for', async () => {
    const filing = { customerId: randomUUID(), key: 'once' };
    expect(await store.filedUnder(filing)).toBeNull();
    const ids = [1, 2, 3].map(() => randomUUID());
    const written = await Promise.all(ids.map((each) => store.append(each, 0, [filed], origin, filing)));
    const first = ids[written.findIndex((one) => one !== null)];
    expect(written.filter((one) => one !== null).length).toBe(1);
    expect(await store.filedUnder(filing)).toBe(first);
    expect([...(await store.load(ids)).keys()]).toEqual([first]);
    expect(await store.append(id, 0, [filed], origin, { ...filing, customerId: randomUUID() })).not.toBeNull();
  });

  it('draws numbers that rise', async () => {
    const first = await store.nextNumber();
    expect(await store.nextNumber()).toBeGreaterThan(first);
  });
});

describe('a command that is outrun', () => {
  const outrun = async (times: number) => {
    const store = memoryStore();
    const id = randomUUID();
    await store.append(id, 0, [filed], origin);
    let tries = 0;
    const deps = {
      ...{ store, announce: () => undefined, telemetry: { complaintChanged: () => undefined } },
    } as unknown as Parameters<typeof change>[0];
    const trace = { correlationId: origin.correlationId, traceparent: null };
    const outcome = await change(deps, { actor: null, trace } as unknown as Parameters<typeof change>[1], {
      input: { complaintId: id },
      authorise: () => origin.userId,
      async decide(complaint) {
        if (++tries <= times) await store.append(id, complaint.version, [said()], origin);
        return { ok: true, events: [said()] };
      },
    });
    return { tries, outcome };
  };

  it('decides again, thirty times in all, and then says so', async () => {
    expect(await outrun(29)).toMatchObject({ tries: 30, outcome: { ok: true, value: { complaint: { version: 31 } } } });
    expect(await outrun(30)).toMatchObject({
      ...{ tries: 30, outcome: { ok: false, problem: { code: 'CONFLICT', currentVersion: 31 } } },
    });
  });
});
