import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeptState, StateOfCall } from '@comptoir/contracts';
import { serviceUnavailable } from '@comptoir/graphql-kit';
import { uuidv7 } from '@comptoir/kit';
import { eventsOf, startAudit, type TestAudit } from './harness.ts';

let system: TestAudit;
/** What the catalogue says that it keeps. */
const kept = new Map<string, KeptState>();
let isAway = false;
beforeAll(async () => {
  const catalog = async ({ streamType, ids }: StateOfCall) => {
    if (isAway) throw serviceUnavailable('The service "catalog"');
    return streamType === 'product' ? ids.flatMap((id) => kept.get(id) ?? []) : null;
  };
  system = await startAudit({ settings: { states: { catalog } } });
}, 60_000);
afterAll(() => system.dispose());

const REPLAY = `mutation ($id: ID!) { replayStream(input: { streamId: $id }) { __typename
  ... on ReplayStreamSuccess { isCompared isConsistent comparedWith differences { path replayed kept } state { version state isFolded } }
  ... on StreamBehindProblem { code storedVersion recordedVersion } ... on Problem { message } } }`;
const replay = (id: string) => system.value(REPLAY, { id });

/** A lamp whose price was changed once. */
async function lamp(): Promise<string> {
  const streamId = uuidv7();
  const facts = { streamId, streamType: 'product' };
  await system.deliver(
    [
      ...eventsOf(1, { ...facts, type: 'ProductCreated', data: { name: 'Lamp', priceMinor: 500, currency: 'CAD' } }),
      ...eventsOf(1, { ...facts, from: 2, type: 'ProductRepriced', data: { toMinor: 700, currency: 'CAD' } }),
    ],
    'catalog',
  );
  return streamId;
}
const says = (id: string, state: Record<string, unknown> | null, version = 2) => kept.set(id, { id, version, state });

describe('a stream that is replayed', () => {
  it('agrees with what its owner keeps, whatever else events tell', async () => {
    const id = await lamp();
    says(id, { name: 'Lamp', priceMinor: 700 });
    expect(await replay(id)).toMatchObject({
      ...{ __typename: 'ReplayStreamSuccess', isCompared: true, isConsistent: true, comparedWith: 'catalog' },
      ...{ differences: [], state: { version: 2, isFolded: true, state: { priceMinor: 700, currency: 'CAD' } } },
    });
  });

  it('shows where the owner keeps something else', async () => {
    const id = await lamp();
    says(id, { name: 'Lamp', priceMinor: 1, archivedAt: '2026-03-01T00:00:00.000Z' });
    expect(await replay(id)).toMatchObject({
      isConsistent: false,
      differences: [
        { path: 'priceMinor', replayed: 700, kept: 1 },
        { path: 'archivedAt', replayed: null, kept: '2026-03-01T00:00:00.000Z' },
      ],
    });
    says(id, null);
    expect(await replay(id)).toMatchObject({ isConsistent: false, differences: [{ path: '', kept: null }] });
  });

  it('is compared as of the last event that both know', async () => {
    const id = await lamp();
    says(id, { priceMinor: 500 }, 1);
    expect(await replay(id)).toMatchObject({ isConsistent: true, state: { version: 1, state: { priceMinor: 500 } } });
    says(id, { priceMinor: 900 }, 4);
    expect(await replay(id)).toMatchObject({
      ...{ __typename: 'StreamBehindProblem', code: 'STREAM_BEHIND', storedVersion: 2, recordedVersion: 4 },
    });
  });

  it('says so where nobody keeps a state to compare with', async () => {
    const [event] = eventsOf(1, { streamType: 'notification', type: 'NotificationSent' });
    if (!event) throw new Error('an event was asked for');
    await system.deliver([event], 'notifications');
    expect(await replay(event.streamId)).toMatchObject({
      ...{ isCompared: false, isConsistent: null, comparedWith: null, differences: [], state: { isFolded: false } },
    });
  });

  it('is not found, not compared while its owner is away, and for admins only', async () => {
    expect(await replay(uuidv7())).toMatchObject({ __typename: 'NotFoundProblem' });
    expect(await replay('no-id')).toMatchObject({ __typename: 'NotFoundProblem' });
    const id = await lamp();
    isAway = true;
    const { data, errors } = await system.ask('ADMIN', REPLAY, { id });
    isAway = false;
    expect([data.replayStream, errors[0]?.extensions.code]).toEqual([null, 'SERVICE_UNAVAILABLE']);
    for (const role of ['CLIENT', 'AGENT', 'MANAGER'] as const)
      expect((await system.ask(role, REPLAY, { id })).errors[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
