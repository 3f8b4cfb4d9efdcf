import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventEnvelope } from '@comptoir/contracts';
import { uuidv7, type ContextName } from '@comptoir/kit';
import { eventsOf, startAudit, type Loose, type TestAudit } from './harness.ts';

let system: TestAudit;
beforeAll(async () => {
  system = await startAudit();
}, 60_000);
afterAll(() => system.dispose());

const LOG = `query ($first: Int, $after: String, $filter: AuditLogFilter) { auditLog(first: $first, after: $after, filter: $filter) {
  edges { node { id action category type entityType entityId user { id } occurredAt } } pageInfo { hasNextPage endCursor } } }`;
const nodes = (page: Loose): Loose[] => (page.edges as unknown as { node: Loose }[]).map(({ node }) => node);
const idsOf = (events: readonly EventEnvelope[]) => events.map(({ eventId }) => eventId);

/** Everything that a filter finds, a few at a time. */
async function found(filter: object, first = 3): Promise<unknown[]> {
  const ids: unknown[] = [];
  let after: unknown = null;
  for (let pages = 0; pages === 0 || after; pages++) {
    expect(pages).toBeLessThan(50);
    const page = await system.value(LOG, { first, after, filter });
    ids.push(...nodes(page).map(({ id }) => id));
    after = page.pageInfo?.hasNextPage ? page.pageInfo.endCursor : null;
  }
  return ids;
}

describe('the audit log', () => {
  it('tells who did what to which thing', async () => {
    const userId = uuidv7();
    const [event] = eventsOf(1, { type: 'UserRoleChanged', streamType: 'user', userId });
    if (!event) throw new Error('an event was asked for');
    await system.deliver([event], 'users');
    expect(nodes(await system.value(LOG, { filter: { userId } }))).toEqual([
      {
        ...{ id: event.eventId, action: 'AUTHORIZE', category: 'SECURITY', type: 'UserRoleChanged' },
        ...{ entityType: 'user', entityId: event.streamId, user: { id: userId }, occurredAt: event.occurredAt },
      },
    ]);
  });

  it('is searched by every condition, alone and together, page by page', async () => {
    const [userId, correlationId] = [uuidv7(), randomUUID()];
    const batches: [EventEnvelope[], ContextName][] = [
      [eventsOf(4, { type: 'SaleCreated', userId }), 'sales'],
      [eventsOf(3, { type: 'LoginFailed', streamType: 'login' }), 'users'],
      [eventsOf(2, { type: 'SagaFailed', streamType: 'saga', userId, correlationId }), 'sagas'],
      [eventsOf(4, { type: 'SaleCancelled', correlationId }), 'sales'],
    ];
    const all = batches.flatMap(([events]) => events);
    for (const [events, source] of batches) await system.deliver(events, source);
    const [first, last] = [all[2]?.occurredAt, all[10]?.occurredAt];
    const within = { from: all[0]?.occurredAt };
    const newest = (which: (event: EventEnvelope) => boolean) => idsOf(all.filter(which)).reverse();

    expect(await found(within)).toEqual(newest(() => true));
    expect(await found({ from: first, to: last })).toEqual(idsOf(all.slice(2, 10)).reverse());
    expect(await found({ ...within, userId })).toEqual(newest(({ metadata }) => metadata.userId === userId));
    expect(await found({ ...within, correlationId })).toEqual(
      newest(({ metadata }) => metadata.correlationId === correlationId),
    );
    expect(await found({ ...within, types: ['SaleCreated', 'SagaFailed'] })).toEqual(
      newest(({ type }) => ['SaleCreated', 'SagaFailed'].includes(type)),
    );
    expect(await found({ ...within, types: ['SaleCreated', 'SagaFailed'], userId, from: first })).toEqual(
      newest((event) => event.metadata.userId === userId && event.occurredAt >= String(first)),
    );
    expect(await found({ ...within, entityType: 'login' })).toEqual(newest(({ streamType }) => streamType === 'login'));
    expect(await found({ ...within, actions: ['CREATE'], entityType: 'sale' })).toEqual(
      newest(({ type }) => type === 'SaleCreated'),
    );
    expect(await found({ ...within, categories: ['ERROR'] })).toEqual(newest(({ type }) => type === 'SagaFailed'));
    expect(await found({ ...within, actions: ['CREATE'], types: ['SaleCancelled'] })).toEqual([]);
    expect(await found({ entityId: all[0]?.streamId, types: ['SaleCreated'], to: last })).toEqual(
      idsOf(all.slice(0, 4)).reverse(),
    );
    expect(await found({ entityType: 'unicorn' })).toEqual([]);
    expect(await found({ entityId: 'no-id' })).toEqual([]);
  });

  it('goes by when something happened, not by when it came', async () => {
    const userId = uuidv7();
    const [early, late] = [eventsOf(2, { userId }), eventsOf(2, { userId })];
    await system.deliver(late);
    await system.deliver(early);
    expect(await found({ userId }, 1)).toEqual(idsOf([...early, ...late]).reverse());
  });

  it('refuses a time that ends before it begins', async () => {
    const filter = { from: '2026-03-01T00:00:00Z', to: '2026-03-01T00:00:00Z' };
    const { errors } = await system.ask('ADMIN', LOG, { filter });
    expect(errors).toMatchObject([
      { message: expect.stringContaining('filter.to'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('shows what an event changed, before and after, in one statement for a page', async () => {
    const streamId = uuidv7();
    const facts = { streamId, streamType: 'product' };
    const events = [
      eventsOf(1, { ...facts, type: 'ProductCreated', data: { name: 'Lamp', priceMinor: 500, currency: 'CAD' } }),
      eventsOf(1, { ...facts, from: 2, type: 'ProductRepriced', data: { toMinor: 700, currency: 'CAD' } }),
    ].flat();
    await system.deliver(events, 'catalog');
    const page = await system.value(
      'query ($filter: AuditLogFilter) { auditLog(filter: $filter) { edges { node { changes { path before after } } } } }',
      { filter: { entityId: streamId } },
    );
    const [repriced, created] = nodes(page).map(({ changes }) => changes);
    expect(repriced).toEqual([{ path: 'priceMinor', before: 500, after: 700 }]);
    expect(created).toEqual([
      { path: '', before: null, after: expect.objectContaining({ name: 'Lamp', priceMinor: 500 }) },
    ]);
  });
});

describe('a trail', () => {
  const SUMMARY = `summary { status events startedAt endedAt durationMs spans { streamType source events lastType durationMs } }`;
  const trail = (correlationId: string) =>
    system.value(
      `query ($id: ID!) { auditTrail(correlationId: $id) { edges { elapsedMs node { type } } ${SUMMARY} } }`,
      { id: correlationId },
    );

  it('is the whole story across contexts, with durations', async () => {
    const correlationId = randomUUID();
    const saga = { streamType: 'saga', streamId: uuidv7(), correlationId };
    const started = eventsOf(1, { ...saga, type: 'SagaStarted' });
    const sale = eventsOf(2, { type: 'SaleConfirmed', correlationId });
    await system.deliver(started, 'sagas');
    await system.deliver(sale, 'sales');
    expect((await trail(correlationId)).summary).toMatchObject({ status: 'IN_PROGRESS', events: 3 });
    const completed = eventsOf(1, { ...saga, type: 'SagaCompleted', from: 2 });
    await system.deliver(completed, 'sagas');
    expect(await trail(correlationId)).toEqual({
      edges: [
        { elapsedMs: 0, node: { type: 'SagaStarted' } },
        { elapsedMs: 1_000, node: { type: 'SaleConfirmed' } },
        { elapsedMs: 2_000, node: { type: 'SaleConfirmed' } },
        { elapsedMs: 3_000, node: { type: 'SagaCompleted' } },
      ],
      summary: {
        ...{ status: 'COMPLETED', events: 4, durationMs: 3_000 },
        ...{ startedAt: started[0]?.occurredAt, endedAt: completed[0]?.occurredAt },
        spans: [
          { streamType: 'saga', source: 'sagas', events: 2, lastType: 'SagaCompleted', durationMs: 3_000 },
          { streamType: 'sale', source: 'sales', events: 2, lastType: 'SaleConfirmed', durationMs: 1_000 },
        ],
      },
    });
    const [ofSale] = (await system.value(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Sale { auditTrail(first: 1) { edges { elapsedMs } ${SUMMARY} } } } }`,
      { of: [{ __typename: 'Sale', id: sale[0]?.streamId }] },
    )) as unknown as Loose[];
    expect(ofSale?.auditTrail).toMatchObject({
      edges: [{ elapsedMs: 0 }],
      summary: { events: 4, status: 'COMPLETED' },
    });
  });

  it('of an act that nobody did is empty', async () => {
    expect(await trail(randomUUID())).toEqual({
      edges: [],
      summary: { status: 'COMPLETED', events: 0, startedAt: null, endedAt: null, durationMs: 0, spans: [] },
    });
  });

  it('of what failed says so', async () => {
    const correlationId = randomUUID();
    await system.deliver(eventsOf(1, { streamType: 'saga', type: 'SagaCompensated', correlationId }), 'sagas');
    expect((await trail(correlationId)).summary).toMatchObject({ status: 'FAILED' });
  });
});

describe('stateAt', () => {
  const AT = `query ($id: ID!, $at: DateTime, $version: Int) { stateAt(streamId: $id, at: $at, version: $version) {
    streamType version asOf state isFolded } }`;
  const stateAt = async (id: string, when: object = {}) =>
    (await system.ask('ADMIN', AT, { id, ...when })).data.stateAt;

  it('tells a thing as it was, by time and by version', async () => {
    const streamId = uuidv7();
    const facts = { streamId, streamType: 'store' };
    const events = [
      eventsOf(1, { ...facts, type: 'StoreOpened', data: { name: 'North' } }),
      eventsOf(1, { ...facts, from: 2, type: 'StoreUpdated', data: { name: 'North Shore' } }),
      eventsOf(1, { ...facts, from: 3, type: 'StoreClosed', data: { closedAt: '2026-03-02T00:00:00.000Z' } }),
    ].flat();
    await system.deliver(events, 'catalog');
    const [opened, updated] = events.map(({ occurredAt }) => Date.parse(occurredAt)) as [number, number];
    const moment = (ms: number) => ({ at: new Date(ms).toISOString() });
    expect(await stateAt(streamId)).toMatchObject({
      ...{ streamType: 'store', version: 3, asOf: events[2]?.occurredAt, isFolded: true },
      state: { name: 'North Shore', closedAt: '2026-03-02T00:00:00.000Z' },
    });
    expect(await stateAt(streamId, moment(updated))).toMatchObject({ version: 2, state: { name: 'North Shore' } });
    expect(await stateAt(streamId, moment(updated - 1))).toMatchObject({ version: 1, state: { name: 'North' } });
    expect(await stateAt(streamId, moment(opened - 1))).toBeNull();
    expect(await stateAt(streamId, { version: 1 })).toMatchObject({ version: 1, state: { name: 'North' } });
    expect(await stateAt(streamId, { version: 9 })).toMatchObject({ version: 3 });
    expect(await stateAt(streamId, { version: 3, ...moment(updated) })).toMatchObject({ version: 2 });
    expect(await stateAt(uuidv7())).toBeNull();
    expect(await stateAt('no-id')).toBeNull();
    const { errors } = await system.ask('ADMIN', AT, { id: streamId, version: 0 });
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('says what each type of event said last where events do not add up to a state', async () => {
    const [event] = eventsOf(1, { streamType: 'notification', type: 'NotificationSent', data: { channel: 'EMAIL' } });
    if (!event) throw new Error('an event was asked for');
    await system.deliver([event], 'notifications');
    expect(await stateAt(event.streamId)).toMatchObject({
      ...{ isFolded: false, state: { NotificationSent: { channel: 'EMAIL' } } },
    });
  });

  it('folds a stream that is longer than a page', async () => {
    const streamId = uuidv7();
    const facts = { streamId, streamType: 'product' };
    const batch = [
      ...eventsOf(1, { ...facts, type: 'ProductCreated', data: { priceMinor: 1 } }),
      ...eventsOf(6_000, { ...facts, from: 2, type: 'ProductRepriced', data: { toMinor: 2 } }),
      ...eventsOf(1, { ...facts, from: 6_002, type: 'ProductRepriced', data: { toMinor: 3 } }),
    ];
    await system.deliver(batch, 'catalog');
    expect(await stateAt(streamId)).toMatchObject({ version: 6_002, state: { priceMinor: 3 } });
    expect(await stateAt(streamId, { version: 6_001 })).toMatchObject({ version: 6_001, state: { priceMinor: 2 } });
  });
});

it('is for admins: the log, and things as they were', async () => {
  for (const query of ['{ auditLog { edges { cursor } } }', `{ stateAt(streamId: "${randomUUID()}") { version } }`])
    for (const role of ['CLIENT', 'AGENT', 'MANAGER'] as const) {
      const { data, errors } = await system.ask(role, query);
      expect([Object.values(data), errors[0]?.extensions.code]).toEqual([[null], 'FORBIDDEN']);
    }
});
