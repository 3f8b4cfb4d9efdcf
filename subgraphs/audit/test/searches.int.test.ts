import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EventEnvelope } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { eventsOf, startAudit, type TestAudit } from './harness.ts';

let system: TestAudit;
beforeAll(async () => {
  system = await startAudit();
}, 60_000);
afterAll(() => system.dispose());

const recorded = async () =>
  (
    await system.pool.query<EventEnvelope>(
      `SELECT position, event_id AS "eventId", stream_id AS "streamId", stream_type AS "streamType", stream_version AS "streamVersion", type,
              schema_version AS version, data, metadata, '2026-03-01T00:00:00.000Z' AS "occurredAt" FROM event ORDER BY position`,
    )
  ).rows;

it('each search is one event of who looked for what, and appending it is none', async () => {
  const [streamId, userId] = [uuidv7(), uuidv7()];
  await system.deliver(eventsOf(2, { streamId }));
  await system.value('query ($f: AuditLogFilter) { auditLog(filter: $f) { edges { cursor } } }', {
    f: { userId, types: ['SaleCreated', 'SaleConfirmed'], entityType: 'Tremblay' },
  });
  await system.value('query ($id: ID!) { stateAt(streamId: $id, version: 1) { version } }', { id: streamId });
  await system.value(
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Sale { auditTrail { edges { cursor } } } } }',
    {
      of: [streamId, uuidv7()].map((id) => ({ __typename: 'Sale', id })),
    },
  );
  const events = await recorded();
  expect(events.map(({ type, data }) => [type, data.operation])).toEqual([
    ['AuditSearched', 'auditLog'],
    ['AuditSearched', 'stateAt'],
    ['AuditSearched', 'auditTrail'],
    ['AuditSearched', 'auditTrail'],
  ]);
  expect(events[0]?.data).toMatchObject({
    conditions: {
      ...{ first: '20', 'filter.userId': userId, 'filter.types': 'SaleCreated,SaleConfirmed' },
      'filter.entityType': '(a text, not recorded)',
    },
  });
  expect(events[1]?.data.conditions).toMatchObject({ streamId, version: '1' });
  expect(events.every(({ data, metadata }) => data.searchedBy === metadata.userId)).toBe(true);

  await system.deliver(events, 'audit');
  expect(await recorded()).toHaveLength(4);
  expect(await system.value('{ verifyAuditChain { isIntact checkedUpTo } }')).toEqual({
    isIntact: true,
    checkedUpTo: 6,
  });
});

it('so is who looked at what was set aside, at read models, and who had the chain checked', async () => {
  const before = (await recorded()).length;
  await system.value('{ deadLetters(filter: { consumer: "notifications", source: "sales" }) { edges { cursor } } }');
  await system.value('{ projections { name } }');
  await system.value('{ verifyAuditChain(afterPosition: 2) { isIntact } }');
  expect((await recorded()).slice(before).map(({ data }) => [data.operation, data.conditions])).toEqual([
    ['deadLetters', { first: '20', 'filter.consumer': 'notifications', 'filter.source': 'sales' }],
    ['projections', {}],
    ['verifyAuditChain', expect.objectContaining({ afterPosition: '2' })],
  ]);
});

it('who may not search leaves no trace of having searched', async () => {
  const before = await recorded();
  for (const query of [
    '{ auditLog { edges { cursor } } }',
    `{ auditTrail(correlationId: "${randomUUID()}") { edges { cursor } } }`,
  ])
    expect((await system.ask('MANAGER', query)).errors[0]?.extensions.code).toBe('FORBIDDEN');
  expect(await recorded()).toEqual(before);
});
