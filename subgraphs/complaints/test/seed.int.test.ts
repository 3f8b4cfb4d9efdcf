import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData, type DemoComplaint, type EventType } from '@comptoir/contracts';
import { seed } from '../src/seed.ts';
import { startComplaints, type TestComplaints } from './harness.ts';

let system: TestComplaints;
beforeAll(async () => {
  system = await startComplaints();
}, 60_000);
afterAll(() => system.dispose());

const aPlan: DemoComplaint = {
  ...{ id: randomUUID(), number: 1, customerId: randomUUID(), sale: null, title: 'It broke', description: 'Twice.' },
  ...{ category: 'OTHER', priority: 'LOW', requestedResolution: null, correlationId: randomUUID() },
  ...{ filedAt: new Date(Date.UTC(2026, 4, 4)), steps: [] },
};

describe('the complaints of the demo chain', () => {
  it('are events, rows and figures that tell the same, and new ones follow their numbers', async () => {
    const [customer, agent] = [system.person(), system.person('AGENT')];
    const at = (hour: number) => new Date(Date.UTC(2026, 4, 4, hour));
    const plan = (number: number, steps: DemoComplaint['steps']): DemoComplaint => ({
      ...{ ...aPlan, id: randomUUID(), number, customerId: customer.id, filedAt: at(number), steps },
    });
    const by = agent.id;
    const [open, over] = [
      plan(1, []),
      plan(2, [
        { kind: 'assign', by, at: at(3), assigneeId: by },
        { kind: 'start', by, at: at(4) },
        { kind: 'resolve', by, at: at(5), resolution: 'REPAIR', comment: 'Repaired.' },
        { kind: 'close', by: customer.id, at: at(6), satisfaction: 5 },
      ]),
    ];
    await seed(system.pool, { complaints: [open, over] });

    const { rows } = await system.pool.query<{ type: EventType; data: unknown; metadata: object }>(
      'SELECT type, data, metadata FROM event ORDER BY position',
    );
    for (const { type, data } of rows) expect(() => parseEventData(type, data)).not.toThrow();
    expect(rows.map(({ metadata }) => metadata)).toEqual(
      rows.map(() => expect.objectContaining({ source: 'seed' }) as object),
    );
    const fields = 'number title status satisfaction version';
    const list = await customer.value(`{ complaints { edges { node { ${fields} } } } }`);
    expect(list.edges).toEqual([
      { node: { number: 2, title: 'It broke', status: 'CLOSED', satisfaction: 5, version: 5 } },
      { node: { number: 1, title: 'It broke', status: 'OPEN', satisfaction: null, version: 1 } },
    ]);
    const { complaint } = await customer.value(
      `mutation { fileComplaint(input: { title: "A", description: "B", category: OTHER }) { ... on FileComplaintSuccess { complaint { number } } } }`,
    );
    expect(complaint?.number).toBe(3);
  });

  it('are sealed with keys that are drawn: whoever is forgotten can be forgotten', async () => {
    const keyOfTheSame = async () => {
      const other = await startComplaints();
      await seed(other.pool, { complaints: [aPlan] });
      const { rows } = await other.pool.query<{ key: Buffer }>('SELECT key FROM person_key');
      await other.dispose();
      return rows.map(({ key }) => key.toString('hex'));
    };
    const [once, again] = [await keyOfTheSame(), await keyOfTheSame()];
    expect([once.length, again.length]).toEqual([1, 1]);
    expect(again).not.toEqual(once);
  });
});
