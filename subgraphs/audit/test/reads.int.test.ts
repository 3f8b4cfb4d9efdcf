import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { uuidv7, type Role } from '@comptoir/kit';
import { registry } from '@comptoir/telemetry';
import { eventsOf, startAudit, type Loose, type TestAudit } from './harness.ts';

let system: TestAudit;
beforeAll(async () => {
  system = await startAudit();
}, 60_000);
afterAll(() => system.dispose());

const PAGE =
  'edges { cursor node { position eventId streamVersion type } } pageInfo { hasNextPage hasPreviousPage endCursor }';
const EVENTS = `query ($first: Int, $after: String, $filter: EventFilter) { events(first: $first, after: $after, filter: $filter) { ${PAGE} } }`;
const STREAM = `query ($id: ID!, $from: Int, $first: Int, $after: String) {
  eventStream(streamId: $id, fromVersion: $from, first: $first, after: $after) { ${PAGE} } }`;
const TRAIL = `query ($id: ID!, $first: Int, $after: String) { auditTrail(correlationId: $id, first: $first, after: $after) { ${PAGE} } }`;
const TRAILS = `query ($of: [_Any!]!, $first: Int, $after: String) { _entities(representations: $of) {
  ... on Sale { auditTrail(first: $first, after: $after) { ${PAGE} } }
  ... on Saga { auditTrail(first: $first, after: $after) { ${PAGE} } }
  ... on Complaint { auditTrail(first: $first, after: $after) { ${PAGE} } } } }`;
const APPENDED =
  'subscription ($filter: EventFilter, $after: SafeInt) { eventAppended(filter: $filter, afterPosition: $after) { position type } }';

const nodes = (page: Loose): Loose[] => (page.edges as unknown as { node: Loose }[]).map(({ node }) => node);
const each = <T>(page: Loose, field: string): T[] => nodes(page).map((node) => node[field] as T);

describe('an event', () => {
  it('is shown as it was recorded, with its place and hash', async () => {
    const [event] = eventsOf(1);
    if (!event) throw new Error('an event was asked for');
    await system.deliver([event]);
    const shown = await system.value(
      `query ($id: ID!) { eventStream(streamId: $id) { edges { node {
        position eventId type version source streamId streamType streamVersion data metadata occurredAt hash } } } }`,
      { id: event.streamId },
    );
    const { position: _, ...recorded } = event;
    expect(nodes(shown)).toEqual([
      { ...recorded, source: 'sales', position: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });
});

describe('lists', () => {
  it('go through all events from the newest, page by page, and filter', async () => {
    const userId = uuidv7();
    const mine = [...eventsOf(3, { userId, type: 'SaleCreated' }), ...eventsOf(2, { userId, type: 'SaleCancelled' })];
    await system.deliver([...eventsOf(2), ...mine, ...eventsOf(2)]);
    const first = await system.value(EVENTS, { first: 2, filter: { userId } });
    const second = await system.value(EVENTS, { first: 3, after: first.pageInfo?.endCursor, filter: { userId } });
    expect([...each(first, 'eventId'), ...each(second, 'eventId')]).toEqual(
      mine.map(({ eventId }) => eventId).reverse(),
    );
    expect([first.pageInfo, second.pageInfo]).toMatchObject([
      { hasNextPage: true, hasPreviousPage: false },
      { hasNextPage: false, hasPreviousPage: true },
    ]);
    const typed = await system.value(EVENTS, { filter: { userId, types: ['SaleCancelled', 'SaleConfirmed'] } });
    expect(each(typed, 'type')).toEqual(['SaleCancelled', 'SaleCancelled']);
    const correlationId = mine[0]?.metadata.correlationId.toUpperCase();
    expect(nodes(await system.value(EVENTS, { filter: { correlationId, streamId: mine[0]?.streamId } }))).toHaveLength(
      3,
    );
    expect(nodes(await system.value(EVENTS, { first: 100 })).length).toBeGreaterThanOrEqual(9);
    expect(nodes(await system.value(EVENTS, { filter: { streamId: 'no-id' } }))).toEqual([]);
  });

  it('go along one thing, and along what followed from one act', async () => {
    const correlationId = randomUUID();
    const sale = eventsOf(5, { correlationId });
    const saga = eventsOf(2, { correlationId, streamType: 'saga', type: 'SagaStarted' });
    await system.deliver(sale.slice(0, 3));
    await system.deliver(saga, 'sagas');
    await system.deliver(sale.slice(3));
    const id = sale[0]?.streamId;
    expect(each(await system.value(STREAM, { id, from: 4 }), 'streamVersion')).toEqual([4, 5]);
    const first = await system.value(STREAM, { id, first: 2 });
    const rest = await system.value(STREAM, { id, after: first.pageInfo?.endCursor });
    expect([each(first, 'streamVersion'), each(rest, 'streamVersion')]).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);

    const all = [...sale, ...saga].map(({ eventId }) => eventId);
    const start = await system.value(TRAIL, { id: correlationId, first: 4 });
    const end = await system.value(TRAIL, { id: correlationId, after: start.pageInfo?.endCursor });
    expect([...each(start, 'eventId'), ...each(end, 'eventId')]).toEqual(all);
    expect(nodes(await system.value(TRAIL, { id: 'no-id' }))).toEqual([]);
    expect(nodes(await system.value(STREAM, { id: 'no-id' }))).toEqual([]);
  });

  it('refuse pages and cursors that make no sense', async () => {
    const wrong = [
      [EVENTS, { first: 101 }],
      [EVENTS, { after: 'nonsense' }],
      [EVENTS, { after: Buffer.from('["x"]').toString('base64url') }],
      [EVENTS, { filter: { types: Array.from({ length: 51 }, () => 'SaleCreated') } }],
      [TRAIL, { id: randomUUID(), first: 0 }],
    ] as const;
    for (const [query, variables] of wrong)
      expect((await system.ask('ADMIN', query, variables)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('trails of things', () => {
  it('hold the thing’s own events and those of the same acts; any number in one statement', async () => {
    const things = [];
    for (let i = 0; i < 6; i++) {
      const acts = [randomUUID(), randomUUID()];
      const sale = [...eventsOf(2, { correlationId: acts[0] })];
      const stock = eventsOf(1, { correlationId: acts[1], streamType: 'stock' });
      const later = eventsOf(1, { streamId: sale[0]?.streamId, from: 3, correlationId: acts[1] });
      await system.deliver([...sale, ...stock, ...later]);
      things.push({
        id: String(sale[0]?.streamId),
        events: [...sale, ...stock, ...later].map(({ eventId }) => eventId),
      });
    }
    const names = ['Sale', 'Saga', 'Complaint'];
    const of = things.map(({ id }, i) => ({ __typename: names[i % 3], id }));
    const query = jest.spyOn(system.pool, 'query');
    const trails = (await system.value(TRAILS, { of })) as unknown as { auditTrail: Loose }[];
    // One to record that somebody looked, one to look.
    expect(query.mock.calls.length).toBe(2);
    query.mockRestore();
    expect(trails.map(({ auditTrail }) => each(auditTrail, 'eventId'))).toEqual(things.map(({ events }) => events));

    const [first] = (await system.value(TRAILS, { of: of.slice(0, 1), first: 3 })) as unknown as {
      auditTrail: Loose;
    }[];
    const after = first?.auditTrail.pageInfo?.endCursor;
    const [rest] = (await system.value(TRAILS, { of: of.slice(0, 1), after })) as unknown as { auditTrail: Loose }[];
    expect(each(rest?.auditTrail ?? {}, 'eventId')).toEqual(things[0]?.events.slice(3));
    const none = await system.value(TRAILS, {
      of: [
        { __typename: 'Sale', id: randomUUID() },
        { __typename: 'Sale', id: 'no-id' },
      ],
    });
    expect((none as unknown as { auditTrail: Loose }[]).map(({ auditTrail }) => nodes(auditTrail))).toEqual([[], []]);
  });
});

describe('eventAppended', () => {
  it('begins with the newest, sends each event once and in order, and resumes behind a place', async () => {
    await system.deliver(eventsOf(2));
    const stream = await system.follow('ADMIN', APPENDED);
    const next = async (from: typeof stream) => ((await from.next()).value?.data as Loose | undefined)?.eventAppended;
    const newest = await next(stream);
    const at = Number(newest?.position);
    await system.deliver(eventsOf(3));
    await system.deliver(eventsOf(2));
    const positions = [];
    for (let i = 0; i < 5; i++) positions.push((await next(stream))?.position);
    expect(positions).toEqual([1, 2, 3, 4, 5].map((n) => at + n));
    const waiting = next(stream);
    await system.deliver(eventsOf(1));
    expect(await waiting).toMatchObject({ position: at + 6 });
    await stream.return(undefined);

    const resumed = await system.follow('ADMIN', APPENDED, { after: at + 4 });
    expect([(await next(resumed))?.position, (await next(resumed))?.position]).toEqual([at + 5, at + 6]);
    await resumed.return(undefined);
  });

  it('sends only what was wished', async () => {
    await system.deliver([...eventsOf(1, { type: 'RefundRequested' }), ...eventsOf(3)]);
    const stream = await system.follow('ADMIN', APPENDED, { filter: { types: ['RefundRequested'] } });
    const next = async () => ((await stream.next()).value?.data as Loose).eventAppended;
    expect(await next()).toMatchObject({ type: 'RefundRequested' });
    await system.deliver([...eventsOf(3), ...eventsOf(1, { type: 'RefundRequested' })]);
    const head = await system.value('{ eventStoreStatistics { events } }');
    expect(await next()).toEqual({ type: 'RefundRequested', position: head.events });
    await stream.return(undefined);
  });
});

describe('rights', () => {
  const id = randomUUID();
  const operations: [string, string, object][] = [
    ['events', EVENTS, {}],
    ['eventStream', STREAM, { id }],
    ['auditTrail', TRAIL, { id }],
    ['eventStoreStatistics', '{ eventStoreStatistics { events } }', {}],
    ['verifyAuditChain', '{ verifyAuditChain { isIntact } }', {}],
    ['Sale.auditTrail', TRAILS, { of: [{ __typename: 'Sale', id }] }],
    ['Saga.auditTrail', TRAILS, { of: [{ __typename: 'Saga', id }] }],
    ['Complaint.auditTrail', TRAILS, { of: [{ __typename: 'Complaint', id }] }],
  ];
  const others: (Role | null)[] = [null, 'CLIENT', 'AGENT', 'MANAGER'];

  it.each(operations)('%s is for admins', async (_, query, variables) => {
    expect((await system.ask('ADMIN', query, variables)).errors).toEqual([]);
    for (const role of others) {
      const { data, errors } = await system.ask(role, query, variables);
      expect([role, errors[0]?.extensions.code]).toEqual([role, role === null ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
      const [answer] = Object.values(data);
      expect(answer).toEqual(data._entities ? [{ auditTrail: null }] : null);
    }
  });

  it('eventAppended is for admins', async () => {
    for (const role of others)
      await expect(system.follow(role, APPENDED)).rejects.toMatchObject({
        extensions: { code: role === null ? 'UNAUTHENTICATED' : 'FORBIDDEN' },
      });
  });
});

describe('figures', () => {
  it('say how much is stored, by kind, and how operations ended', async () => {
    await system.deliver(eventsOf(2, { streamType: 'refund', type: 'RefundRequested' }));
    await system.worker.periodic.find(({ name }) => name === 'audit-figures')?.run();
    await expect(system.deliver(eventsOf(1, { from: 3 }))).rejects.toThrow();
    await system.value('{ verifyAuditChain { isIntact } }');
    const text = await registry.metrics();
    for (const line of [
      'event_store_event_count{service="audit-test",aggregate_type="refund",event_type="RefundRequested"} 2',
      'event_store_operations_total{service="audit-test",operation="append",outcome="failed"} 1',
      'event_store_operations_total{service="audit-test",operation="verify",outcome="ok"}',
      'event_store_operations_total{service="audit-test",operation="sign",outcome="failed"} 0',
      'query_executions_total{service="audit-test",query="events",outcome="refused"}',
    ])
      expect(text).toContain(line);
    expect(text).toMatch(/event_store_size_bytes\{service="audit-test"\} \d{4}/);
  });
});
