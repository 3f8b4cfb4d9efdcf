import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ROUTES } from '@comptoir/contracts';
import { serviceUnavailable } from '@comptoir/graphql-kit';
import { uuidv7, type Role } from '@comptoir/kit';
import { deadLetterPorts } from '@comptoir/messaging';
import { localPort } from '@comptoir/service-kit';
import { ALL, LIST, ONE, SECRET, startDeadLetters } from './dead-letters.ts';
import { startAudit, type Answer, type Loose } from './harness.ts';

type Ground = Awaited<ReturnType<typeof startDeadLetters>>;
let ground: Ground;
let { system, inbox, logged, poison, refused, handlerOf, happens, effects, letters } = {} as Ground;
beforeAll(async () => {
  ground = await startDeadLetters();
  ({ system, inbox, logged, poison, refused, handlerOf, happens, effects, letters } = ground);
}, 60_000);
afterAll(() => ground.stop());
beforeEach(() => ground.clear());

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
