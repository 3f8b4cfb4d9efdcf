import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { eventsOf, startAudit, type TestAudit } from './harness.ts';

const rebuild = { id: uuidv7(), projection: 'sales-figures', state: 'RUNNING', startedBy: null, upto: 0, target: 9 };
let system: TestAudit;
beforeAll(async () => {
  const failing = { streamId: uuidv7(), error: 'no' };
  system = await startAudit({
    deadLetters: {
      notifications: {
        list: async () => [],
        replay: async () => ({ replayed: 3, failed: [failing], nextAfter: null }),
      },
    },
    settings: {
      states: { sales: async ({ ids: [id = ''] }) => [{ id, version: 2, state: { status: 'CANCELLED' } }] },
      projections: {
        sales: {
          list: async () => [],
          rebuild: async () => ({ ...rebuild, startedAt: '', finishedAt: null }) as never,
        },
      },
    },
  });
}, 60_000);
afterAll(() => system.dispose());

const newest = async () =>
  (
    await system.pool.query<{ type: string; data: object; stream_type: string }>(
      'SELECT type, data, stream_type FROM event ORDER BY position DESC LIMIT 1',
    )
  ).rows[0];
const ask = (mutation: string) => system.value(`mutation { ${mutation} { __typename } }`);
const by = { replayedBy: expect.any(String), replayedAt: expect.stringMatching(/Z$/) };

it('a replay is recorded with what came of it', async () => {
  const streamId = uuidv7();
  await system.deliver(eventsOf(2, { streamId }));
  await ask(`replayStream(input: { streamId: "${streamId}" })`);
  expect(await newest()).toEqual({
    ...{ type: 'StreamReplayed', stream_type: 'audit-replay' },
    data: { ...by, streamId, streamType: 'sale', version: 2, comparedWith: 'sales', differences: 1 },
  });
  await ask('replayDeadLetters(input: { consumer: "notifications" })');
  const { data } = (await newest()) ?? {};
  expect(data).toEqual({ ...by, consumer: 'notifications', replayed: expect.any(Number), failed: expect.any(Number) });
  await ask('rebuildProjection(input: { name: "sales-figures" })');
  expect(await newest()).toMatchObject({
    type: 'ProjectionReplayed',
    data: { ...by, projection: 'sales-figures', rebuildId: rebuild.id },
  });
});

it('what there is nothing of to replay leaves no such record', async () => {
  const before = await newest();
  await ask('replayDeadLetters(input: { consumer: "nobody" })');
  await ask('rebuildProjection(input: { name: "nobody" })');
  await ask(`replayDeadLetter(input: { deadLetterId: "notifications.sales.${uuidv7()}" })`);
  expect(await newest()).toEqual(before);
});
