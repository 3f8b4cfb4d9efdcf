import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { eventsOf, startAudit, type TestAudit } from './harness.ts';

const rebuild = { id: uuidv7(), projection: 'sales-figures', state: 'RUNNING', startedBy: null, upto: 0, target: 9 };
let system: TestAudit;
let dies = false;
beforeAll(async () => {
  const failing = { streamId: uuidv7(), error: 'no' };
  system = await startAudit({
    deadLetters: {
      notifications: {
        list: async () => [],
        async replay() {
          if (dies) throw new Error('The process died.');
          return { replayed: 3, failed: [failing], nextAfter: null };
        },
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
      `SELECT type, data, stream_type FROM event WHERE type <> 'AuditSearched' ORDER BY position DESC LIMIT 1`,
    )
  ).rows[0];
const intended = async () =>
  (
    await system.pool.query<{ data: object }>(
      `SELECT data FROM event WHERE type = 'AuditSearched' ORDER BY position DESC LIMIT 1`,
    )
  ).rows[0]?.data;
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

it('is written down before it is done, so that a process that dies over it leaves a trace', async () => {
  const eventId = uuidv7();
  const acts: [mutation: string, operation: string, conditions: object][] = [
    ['replayDeadLetters(input: { consumer: "notifications" })', 'replayDeadLetters', { consumer: 'notifications' }],
    [
      `replayDeadLetter(input: { deadLetterId: "notifications.sales.${eventId}" })`,
      'replayDeadLetter',
      { consumer: 'notifications', source: 'sales', eventId },
    ],
    ['rebuildProjection(input: { name: "sales-figures" })', 'rebuildProjection', { name: 'sales-figures' }],
    ['startAuditVerification(input: {})', 'startAuditVerification', { afterPosition: '0' }],
  ];
  for (const [mutation, operation, conditions] of acts) {
    await ask(mutation);
    expect(await intended()).toMatchObject({ operation, conditions });
  }
  dies = true;
  await expect(ask('replayDeadLetters(input: { consumer: "notifications" })')).rejects.toThrow();
  dies = false;
  expect(await system.pool.query(`SELECT type FROM event ORDER BY position DESC LIMIT 1`)).toMatchObject({
    rows: [{ type: 'AuditSearched' }],
  });
});

it('what there is nothing of to replay leaves no such record', async () => {
  const before = await newest();
  await ask('replayDeadLetters(input: { consumer: "nobody" })');
  await ask('rebuildProjection(input: { name: "nobody" })');
  await ask(`replayDeadLetter(input: { deadLetterId: "notifications.sales.${uuidv7()}" })`);
  expect(await newest()).toEqual(before);
});
