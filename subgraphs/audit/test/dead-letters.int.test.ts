import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ROUTES } from '@comptoir/contracts';
import { openPool, withClient, type Pool } from '@comptoir/database';
import { serviceUnavailable } from '@comptoir/graphql-kit';
import { uuidv7, type Role } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import {
  deadLetterPorts,
  openQueues,
  startConsumer,
  startRelay,
  type EventConsumer,
  type EventHandler,
  type Queues,
  type Relay,
  type Route,
} from '@comptoir/messaging';
import { localPort } from '@comptoir/service-kit';
import { createLogger, type Logger } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { freshDatabase, type FreshDatabase } from '@comptoir/testing/database';
import { startAudit, type Answer, type Loose, type TestAudit } from './harness.ts';

const LETTER =
  'id consumer source eventId type streamId streamType streamVersion data occurredAt fault error traceId attempts parkedAt';
const LIST = `query ($first: Int, $after: String, $filter: DeadLetterFilter) {
  deadLetters(first: $first, after: $after, filter: $filter) { edges { node { ${LETTER} } } missing pageInfo { hasNextPage endCursor } } }`;
const ONE = `mutation ($id: ID!) { replayDeadLetter(input: { deadLetterId: $id }) { __typename
  ... on ReplayDeadLetterSuccess { replayed } ... on NotFoundProblem { code id message }
  ... on DeadLetterFailsAgainProblem { code message deadLetter { ${LETTER} } } } }`;
const ALL = `mutation ($consumer: String!) { replayDeadLetters(input: { consumer: $consumer }) { __typename
  ... on ReplayDeadLettersSuccess { replayed isComplete failed { source streamId fault error } } ... on NotFoundProblem { code id } } }`;

const logged: Record<string, unknown>[] = [];
const log: Logger = {
  ...createLogger('audit-test', 'silent'),
  error: (fields) => logged.push(fields as Record<string, unknown>),
  child: () => log,
};
const bus = memoryBus();
const databases: FreshDatabase[] = [];
const pools: Pool[] = [];
let queues: Queues;
let sales: Pool;
let inbox: Pool;
let relay: Relay;
let running: EventConsumer[];
let system: TestAudit;
/** Streams whose events the handlers cannot take in, or their database does not. */
const poison = new Set<string>();
const refused = new Set<string>();
/** What no client may read. */
const SECRET = 'SELECT secret FROM host 10.1.2.3 at handler.ts:7';

async function open(context: 'sales' | 'notifications'): Promise<{ pool: Pool; database: FreshDatabase }> {
  const database = await freshDatabase(context);
  const pool = openPool({ url: database.url, context, max: 8, service: 'test', log });
  databases.push(database);
  pools.push(pool);
  return { pool, database };
}

/** Writes down what it takes in, so that twice would be seen. */
const handlerOf = (consumer: string): EventHandler => ({
  consumer,
  pool: inbox,
  async apply(client, events) {
    await client.query(
      'INSERT INTO effect (consumer, stream_id, stream_version) SELECT $1, * FROM unnest($2::uuid[], $3::int[])',
      [consumer, events.map((e) => e.streamId), events.map((e) => e.streamVersion)],
    );
    const bad = events.find(({ streamId }) => poison.has(streamId));
    if (bad) throw new Error(SECRET);
    if (events.some(({ streamId }) => refused.has(streamId)))
      await client.query("SELECT ('no number ' || txid_current())::int");
  },
});

beforeAll(async () => {
  sales = (await open('sales')).pool;
  const { pool, database } = await open('notifications');
  inbox = pool;
  await withClient(database.ownerUrl, (owner) =>
    owner.query(`CREATE TABLE effect (place bigint GENERATED ALWAYS AS IDENTITY, consumer text, stream_id uuid, stream_version int);
                 GRANT SELECT, INSERT ON effect TO PUBLIC`),
  );
  queues = await openQueues({
    ...{ redisUrl: process.env.TEST_REDIS_URL ?? null, postgresUrl: database.ownerUrl, service: 'test', log },
    prefix: randomUUID(),
  });
  const handlers = ['notifications', 'sagas'].map(handlerOf);
  const ports = deadLetterPorts(handlers);
  const others = {
    list: localPort<never, never>(ports.deadLetters),
    replay: localPort<never, never>(ports.replayDeadLetters),
  };
  system = await startAudit({ deadLetters: { sagas: others, notifications: others } });
  running = [...handlers, ...system.worker.handlers].map((handler) =>
    startConsumer({ handler, queues, bus, log, service: 'test', lanes: 1 }),
  );
  const routes = (['notifications', 'sagas', 'audit'] as const).map((name): Route => ({
    consumer: { name, context: name },
    types: name === 'sagas' ? ['RefundApproved'] : 'all',
  }));
  relay = startRelay({ pool: sales, source: 'sales', queues, bus, log, service: 'test', routes });
}, 60_000);
afterAll(async () => {
  await relay.stop();
  await Promise.all(running.map((consumer) => consumer.stop()));
  await queues.close();
  await system.dispose();
  await Promise.all(pools.map((pool) => pool.end()));
  await Promise.all(databases.map((database) => database.drop()));
});
beforeEach(async () => {
  poison.clear();
  refused.clear();
  await inbox.query('DELETE FROM parked_event');
  await system.pool.query('DELETE FROM parked_event');
});

/** Records events of sales, one stream after the other, and waits until everybody has read them. */
async function happens(streams: readonly string[], { type = 'SaleConfirmed', versions = [1] } = {}): Promise<void> {
  for (const version of versions)
    await sales.query(
      `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
       SELECT e, s, 'sale', $3, $4, 1, '{"total": 7}', $5 FROM unnest($1::uuid[], $2::uuid[]) AS x (e, s)`,
      [
        ...[streams.map(() => uuidv7()), streams, version, type],
        {
          ...{ correlationId: randomUUID(), userId: randomUUID(), source: 'sales' },
          traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
        },
      ],
    );
  await eventually(() => relay.settled(), { what: 'everybody to have read everything' });
}

async function effects(consumer: string, streamId: string): Promise<number[]> {
  const { rows } = await inbox.query<{ version: number }>(
    'SELECT stream_version AS version FROM effect WHERE consumer = $1 AND stream_id = $2 ORDER BY place',
    [consumer, streamId],
  );
  return rows.map(({ version }) => version);
}

const letters = async (filter: object = {}, rest: object = {}): Promise<Loose[]> => {
  const { edges } = await system.value(LIST, { filter, ...rest });
  return (edges as unknown as { node: Loose }[]).map(({ node }) => node);
};

describe('an event that a consumer cannot take in', () => {
  it('is set aside alone with its stream, is seen, and takes effect once when it is replayed after its fault was mended', async () => {
    const [bad, good] = [uuidv7(), uuidv7()];
    poison.add(bad);
    await happens([bad, good], { versions: [1, 2] });
    expect([await effects('notifications', bad), await effects('notifications', good)]).toEqual([[], [1, 2]]);

    const [first, second, ...more] = await letters();
    expect(more).toEqual([]);
    expect(first).toEqual({
      ...{ id: `notifications.sales.${String(first?.eventId)}`, consumer: 'notifications', source: 'sales' },
      ...{ eventId: expect.any(String), type: 'SaleConfirmed', streamId: bad, streamType: 'sale', streamVersion: 1 },
      ...{ data: { total: 7 }, attempts: 1, fault: 'HANDLER_FAULT', traceId: 'ab'.repeat(16) },
      error: `HANDLER_FAULT: notifications failed on SaleConfirmed. The log says why: eventId ${String(first?.eventId)}.`,
      ...{ occurredAt: expect.stringMatching(/Z$/), parkedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    expect(second).toMatchObject({
      ...{ streamVersion: 2, attempts: 0, fault: 'WAITS', error: 'WAITS: an earlier event of its stream is parked.' },
    });

    expect(await system.value(ONE, { id: first?.id })).toMatchObject({
      ...{ __typename: 'DeadLetterFailsAgainProblem', code: 'DEAD_LETTER_FAILS_AGAIN' },
      deadLetter: { id: first?.id, attempts: 2, fault: 'HANDLER_FAULT' },
    });
    expect(await effects('notifications', bad)).toEqual([]);

    poison.clear();
    const again = await Promise.all([system.value(ONE, { id: first?.id }), system.value(ONE, { id: second?.id })]);
    const done = again.filter(({ __typename }) => __typename === 'ReplayDeadLetterSuccess');
    expect(done).toEqual([{ __typename: 'ReplayDeadLetterSuccess', replayed: 2 }]);
    await happens([bad], { versions: [3] });
    expect(await effects('notifications', bad)).toEqual([1, 2, 3]);
    expect(await letters()).toEqual([]);
    expect(await system.value(ONE, { id: first?.id })).toMatchObject({ __typename: 'NotFoundProblem', id: first?.id });
  });

  it('of the audit store itself is taken in when its forerunner is there', async () => {
    const streamId = uuidv7();
    await happens([streamId], { versions: [2] });
    await happens([streamId], { versions: [1] });
    const parked = await letters({ consumer: 'audit' });
    expect(parked.map(({ streamVersion }) => streamVersion)).toEqual([2, 1]);
    expect(await system.value(ALL, { consumer: 'audit' })).toMatchObject({ replayed: 2, failed: [] });
    const stream = await system.value(
      'query ($id: ID!) { eventStream(streamId: $id) { edges { node { streamVersion } } } }',
      { id: streamId },
    );
    expect(stream).toEqual({ edges: [1, 2].map((streamVersion) => ({ node: { streamVersion } })) });
  });
});

describe('the list', () => {
  it('goes over all consumers page by page, none twice, and filters', async () => {
    const streams = Array.from({ length: 5 }, uuidv7);
    for (const stream of streams) poison.add(stream);
    await happens(streams.slice(0, 3), { type: 'RefundApproved' });
    await happens(streams.slice(3));
    const seen: string[] = [];
    let after: unknown = null;
    for (let pages = 0; pages === 0 || after; pages++) {
      expect(pages).toBeLessThan(9);
      const page = await system.value(LIST, { first: 3, after });
      seen.push(...(page.edges as unknown as { node: Loose }[]).map(({ node }) => String(node.id)));
      after = page.pageInfo?.hasNextPage ? page.pageInfo.endCursor : null;
    }
    expect(seen).toHaveLength(8);
    expect(new Set(seen).size).toBe(8);
    expect(seen.map((id) => id.split('.').at(-1))).toEqual(seen.map((id) => id.split('.').at(-1)).sort());
    expect(await letters({ consumer: 'sagas' })).toHaveLength(3);
    expect(await letters({ type: 'SaleConfirmed' })).toHaveLength(2);
    expect(await letters({ source: 'sales', consumer: 'notifications' })).toHaveLength(5);
    expect(await letters({ source: 'users' })).toEqual([]);
  });

  it('names what there is where a filter names what there is not', async () => {
    const consumers = [...new Set(ROUTES.map(({ consumer }) => consumer.name))].sort().join(', ');
    for (const [filter, message] of [
      [
        { consumer: 'nobody' },
        `filter.consumer: "nobody" is no consumer of events. Name one of ${consumers}, or leave it out.`,
      ],
      [{ source: 'moon' }, expect.stringContaining('filter.source: "moon" is no part of the platform')],
    ] as const) {
      const { data, errors } = await system.ask('ADMIN', LIST, { filter });
      expect(data.deadLetters).toBeNull();
      expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });

  it('shows the rest while one of those it asks is away, and says whose is missing', async () => {
    const away = { list: () => Promise.reject(serviceUnavailable('sagas')), replay: () => Promise.reject(new Error()) };
    const ports = deadLetterPorts([handlerOf('notifications')]);
    const there = {
      list: localPort<never, never>(ports.deadLetters),
      replay: localPort<never, never>(ports.replayDeadLetters),
    };
    const alone = await startAudit({ deadLetters: { sagas: away, notifications: there } });
    const bad = uuidv7();
    poison.add(bad);
    await happens([bad]);
    expect(await alone.value(LIST)).toMatchObject({ edges: [{ node: { streamId: bad } }], missing: ['sagas'] });
    const { data, errors } = await alone.ask('ADMIN', LIST, { filter: { consumer: 'sagas' } });
    expect([data.deadLetters, errors[0]?.extensions.code]).toEqual([null, 'SERVICE_UNAVAILABLE']);
    await alone.dispose();
    expect(await system.value(LIST)).toMatchObject({ missing: [] });
  });

  it('refuses what is no cursor', async () => {
    const { errors } = await system.ask('ADMIN', LIST, { after: 'nonsense' });
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('everything that a consumer has set aside', () => {
  it('is replayed stream by stream, however many: what still fails stops no other', async () => {
    // More streams than one question of the port goes through.
    const streams = Array.from({ length: 120 }, uuidv7);
    await inbox.query(
      `INSERT INTO parked_event (source, consumer, event_id, stream_id, stream_version, position, envelope, error, attempts)
       SELECT 'sales', 'notifications', e, s, 1, n, jsonb_build_object('streamId', s, 'streamVersion', 1, 'type', 'Old', 'eventId', e,
         'streamType', 'sale', 'data', '{}'::jsonb, 'occurredAt', '2026-01-01T00:00:00.000Z'), 'Then.', 1
       FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS x (e, s, n)`,
      [streams.map(() => uuidv7()), streams],
    );
    const [bad] = streams as [string];
    poison.add(bad);
    expect(await system.value(ALL, { consumer: 'notifications' })).toEqual({
      ...{ __typename: 'ReplayDeadLettersSuccess', replayed: 119, isComplete: true },
      failed: [
        {
          ...{ source: 'sales', streamId: bad, fault: 'HANDLER_FAULT' },
          error: `HANDLER_FAULT: notifications failed on an event of this stream. The log says why: dead_letter_failed_again, streamId ${bad}.`,
        },
      ],
    });
    expect(await letters()).toMatchObject([{ streamId: bad, attempts: 2, fault: 'HANDLER_FAULT' }]);
    for (const stream of streams.slice(1)) expect(await effects('notifications', stream)).toEqual([1]);
  });
});

describe('the text of a fault', () => {
  it('stays in the table and goes to the log: a client reads its kind', async () => {
    const [failing, refusedStream] = [uuidv7(), uuidv7()];
    poison.add(failing);
    refused.add(refusedStream);
    await happens([failing, refusedStream]);
    const seen = await letters();
    expect(seen.map(({ streamId, fault }) => [streamId, fault]).sort()).toEqual(
      [
        [failing, 'HANDLER_FAULT'],
        [refusedStream, 'DATABASE_REFUSED'],
      ].sort(),
    );
    const again = await system.value(ALL, { consumer: 'notifications' });
    expect((again.failed as unknown as Loose[]).map(({ fault }) => fault).sort()).toEqual([
      'DATABASE_REFUSED',
      'HANDLER_FAULT',
    ]);
    expect(JSON.stringify([seen, again])).not.toMatch(/SELECT|10\.1\.2\.3|invalid input syntax|handler\.ts/);
    const { rows } = await inbox.query<{ error: string }>('SELECT error FROM parked_event ORDER BY error');
    expect(rows).toEqual([
      { error: SECRET },
      { error: expect.stringMatching(/^SQLSTATE 22P02: invalid input syntax/) },
    ]);
    const eventIds = seen.map(({ eventId }) => eventId);
    expect(
      logged.filter(({ event, eventId }) => event === 'event_parked' && eventIds.includes(eventId as never)),
    ).toEqual(expect.arrayContaining([expect.objectContaining({ reason: SECRET, traceId: 'ab'.repeat(16) })]));
  });
});

describe('who may not', () => {
  it.each<[Role | null, string]>([
    [null, 'UNAUTHENTICATED'],
    ['CLIENT', 'FORBIDDEN'],
    ['AGENT', 'FORBIDDEN'],
    ['MANAGER', 'FORBIDDEN'],
  ])('%s sees no dead letters and replays none', async (role, code) => {
    const bad = uuidv7();
    poison.add(bad);
    await happens([bad]);
    poison.clear();
    const [letter] = await letters();
    const answers: Answer[] = [
      await system.ask(role, LIST),
      await system.ask(role, ONE, { id: letter?.id }),
      await system.ask(role, ALL, { consumer: 'notifications' }),
    ];
    for (const { data, errors } of answers) {
      expect(Object.values(data)).toEqual([null]);
      expect(errors.map(({ extensions, path }) => [extensions.code, path])).toEqual([[code, Object.keys(data)]]);
    }
    expect(await effects('notifications', bad)).toEqual([]);
  });
});

it('finds nothing where there is nothing', async () => {
  for (const id of [
    'nonsense',
    `notifications.sales.${uuidv7()}`,
    `nobody.sales.${uuidv7()}`,
    `audit.moon.${uuidv7()}`,
  ])
    expect(await system.value(ONE, { id })).toEqual({
      ...{ __typename: 'NotFoundProblem', code: 'NOT_FOUND', id, message: 'There is no dead letter with this id.' },
    });
  expect(await system.value(ALL, { consumer: 'nobody' })).toEqual({
    ...{ __typename: 'NotFoundProblem', code: 'NOT_FOUND', id: 'nobody' },
  });
});
