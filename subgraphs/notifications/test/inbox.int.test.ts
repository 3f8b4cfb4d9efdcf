import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { uuidv7, type Role } from '@comptoir/kit';
import { registry } from '@comptoir/telemetry';
import { saleEvent, startNotifications, type Loose, type TestNotifications } from './harness.ts';

let system: TestNotifications;
beforeAll(async () => {
  system = await startNotifications();
}, 60_000);
afterAll(() => system.dispose());

const FIELDS = 'id type title body link readAt createdAt';
const PAGE = `edges { cursor node { ${FIELDS} } } pageInfo { hasNextPage hasPreviousPage endCursor }`;
const INBOX = `query ($first: Int, $after: String, $unreadOnly: Boolean) {
  notifications(first: $first, after: $after, unreadOnly: $unreadOnly) { ${PAGE} } }`;
const UNREAD = '{ unreadNotificationCount }';
const MARK = `mutation ($id: ID!) { markNotificationRead(input: { notificationId: $id }) {
  __typename ... on MarkNotificationReadSuccess { notification { id readAt } } ... on Problem { code message } } }`;
const MARK_ALL = `mutation ($upTo: ID) { markAllNotificationsRead(input: { upToNotificationId: $upTo }) {
  ... on MarkAllNotificationsReadSuccess { marked unreadNotificationCount } } }`;
const ENTITIES = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Notification { id title } ... on User { notifications { ${PAGE} } } } }`;
const CHOOSE = 'mutation { updateNotificationPreferences(input: {}) { __typename } }';
const RECEIVED = `subscription { notificationReceived { ${FIELDS} } }`;

const nodes = (page: Loose): Loose[] => (page.edges as unknown as { node: Loose }[]).map(({ node }) => node);
const titles = (page: Loose): unknown[] => nodes(page).map(({ title }) => title);

describe('events', () => {
  it('come into the inbox of the person they are about, once', async () => {
    const [person, other] = [system.person(), system.person()];
    const confirmed = saleEvent('SaleConfirmed', person.id);
    const events = [
      confirmed,
      { ...saleEvent('SaleConfirmed', person.id), type: 'SaleCreated' },
      saleEvent('SaleCancelled', other.id),
    ];
    await system.deliver(...events);
    await system.deliver(...events);
    expect(nodes(await person.value(INBOX))).toEqual([
      {
        ...{
          id: expect.any(String),
          type: 'SALE_CONFIRMED',
          title: `Order ${String(confirmed.data.number)} is confirmed`,
        },
        ...{ body: expect.stringContaining('$10.00'), link: `/orders/${confirmed.streamId}` },
        ...{ readAt: null, createdAt: expect.any(String) },
      },
    ]);
    expect(nodes(await other.value(INBOX))).toHaveLength(1);
  });

  it.each(['in one batch', 'in two'])(
    'of a declined payment and its cancelled sale, %s, are one message',
    async (how) => {
      const person = system.person();
      const saleId = uuidv7();
      const [declined, cancelled] = [
        saleEvent('PaymentDeclined', person.id, { saleId }),
        saleEvent('SaleCancelled', person.id, { saleId }),
      ];
      if (how === 'in one batch') await system.deliver(declined, cancelled);
      else for (const event of [declined, cancelled]) await system.deliver(event);
      expect(titles(await person.value(INBOX))).toEqual(['Your payment was declined']);
    },
  );

  it('of more than a week ago come into the inbox as well: they were set aside, or stood behind a consumer that did not run', async () => {
    const person = system.person();
    const occurredAt = new Date(Date.now() - 8 * 86_400_000).toISOString();
    await system.deliver({ ...saleEvent('SaleConfirmed', person.id), occurredAt });
    expect(nodes(await person.value(INBOX)).map(({ type }) => type)).toEqual(['SALE_CONFIRMED']);
  });

  it('of the demo chain’s past are told to nobody', async () => {
    const person = system.person();
    await system.deliver(saleEvent('SaleConfirmed', person.id, { source: 'seed' }));
    expect(nodes(await person.value(INBOX))).toEqual([]);
  });
});

describe('an inbox', () => {
  it('is read page by page, the newest first, with what is unread only where asked', async () => {
    const person = system.person();
    const events = Array.from({ length: 5 }, () => saleEvent('SaleConfirmed', person.id));
    await system.deliver(...events);
    const expected = events.map(({ data }) => `Order ${String(data.number)} is confirmed`).reverse();
    const first = await person.value(INBOX, { first: 2 });
    const second = await person.value(INBOX, { first: 3, after: first.pageInfo?.endCursor });
    expect([...titles(first), ...titles(second)]).toEqual(expected);
    expect([first.pageInfo, second.pageInfo]).toMatchObject([
      { hasNextPage: true, hasPreviousPage: false },
      { hasNextPage: false, hasPreviousPage: true },
    ]);
    await person.value(MARK, { id: nodes(first)[0]?.id });
    expect(titles(await person.value(INBOX, { unreadOnly: true }))).toEqual(expected.slice(1));
    expect(await person.value(UNREAD)).toBe(4);
    const wrong = [{ first: 0 }, { first: 101 }, { after: 'x' }, { after: Buffer.from('["x"]').toString('base64url') }];
    for (const variables of wrong)
      expect((await person.ask(INBOX, variables)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('is marked as read, one by one and up to what was seen; the first time stays', async () => {
    const [person, other] = [system.person(), system.person()];
    await system.deliver(...Array.from({ length: 5 }, () => saleEvent('SaleConfirmed', person.id)));
    const ids = nodes(await person.value(INBOX)).map(({ id }) => String(id));
    const once = await person.value(MARK, { id: ids[4] });
    expect(once.notification).toEqual({ id: ids[4], readAt: expect.any(String) });
    expect(await person.value(MARK, { id: ids[4] })).toEqual(once);
    for (const id of [randomUUID(), 'no-id'])
      expect(await person.value(MARK, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await other.value(MARK, { id: ids[0] })).toMatchObject({ __typename: 'NotFoundProblem' });

    expect(await person.value(MARK_ALL, { upTo: ids[2] })).toEqual({ marked: 2, unreadNotificationCount: 2 });
    expect(await person.value(MARK_ALL)).toEqual({ marked: 2, unreadNotificationCount: 0 });
    expect(nodes(await person.value(INBOX)).find(({ id }) => id === ids[4])?.readAt).toEqual(once.notification?.readAt);
    expect((await person.ask(MARK_ALL, { upTo: 'no-id' })).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('notificationReceived', () => {
  it('sends what comes into the own inbox, after it is there', async () => {
    const [person, other] = [system.person(), system.person()];
    const stream = await person.open(RECEIVED);
    const received = async () => ((await stream.next()).value?.data as Loose).notificationReceived;
    const first = received();
    await system.deliver(saleEvent('SaleConfirmed', other.id), saleEvent('SaleCancelled', person.id));
    expect(await first).toMatchObject({ type: 'SALE_CANCELLED', readAt: null });
    expect(nodes(await person.value(INBOX))).toEqual([JSON.parse(JSON.stringify(await first))]);
    const second = received();
    await system.deliver(saleEvent('SaleConfirmed', person.id));
    expect(await second).toMatchObject({ type: 'SALE_CONFIRMED' });
    await stream.return(undefined);
  });
});

describe('rights', () => {
  const roles: (Role | null)[] = [null, 'CLIENT', 'AGENT', 'MANAGER', 'ADMIN'];
  const operations: [string, string, object][] = [
    ['notifications', INBOX, {}],
    ['unreadNotificationCount', UNREAD, {}],
    ['markNotificationRead', MARK, { id: randomUUID() }],
    ['markAllNotificationsRead', MARK_ALL, {}],
    ['notificationPreferences', '{ notificationPreferences { language } }', {}],
    ['updateNotificationPreferences', CHOOSE, {}],
  ];
  const forAdmins: [string, string][] = [
    ['emailDeliveries', '{ emailDeliveries { edges { node { notificationId } } } }'],
    [
      'resendNotification',
      `mutation { resendNotification(input: { notificationId: "${randomUUID()}" }) { __typename } }`,
    ],
  ];
  it.each(forAdmins)('%s is for admins', async (_, query) => {
    for (const role of roles) {
      const { data, errors } = await system.person(role).ask(query);
      const code = role === 'ADMIN' ? undefined : role === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect([role, errors[0]?.extensions.code]).toEqual([role, code]);
      if (code) expect(Object.values(data)).toEqual([null]);
    }
  });

  it.each(operations)('%s is for everybody who is signed in', async (_, query, variables) => {
    for (const role of roles) {
      const { data, errors } = await system.person(role).ask(query, variables);
      expect([role, errors[0]?.extensions.code]).toEqual([role, role === null ? 'UNAUTHENTICATED' : undefined]);
      if (role === null) expect(Object.values(data)).toEqual([null]);
    }
  });

  it('notificationReceived is for everybody who is signed in', async () => {
    await expect(system.person(null).open(RECEIVED)).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
    for (const role of roles.slice(1)) await (await system.person(role).open(RECEIVED)).return(undefined);
  });

  it('an inbox of somebody else is for nobody', async () => {
    const owner = system.person();
    await system.deliver(saleEvent('SaleConfirmed', owner.id));
    const [notification] = nodes(await owner.value(INBOX));
    const of = [
      { __typename: 'User', id: owner.id },
      { __typename: 'Notification', id: notification?.id },
    ];
    const { data, errors } = await owner.ask(ENTITIES, { of });
    expect(errors).toEqual([]);
    expect(data._entities).toMatchObject([
      { notifications: { edges: [{ node: notification }] } },
      { title: notification?.title },
    ]);
    for (const role of roles) {
      const answer = await system.person(role).ask(ENTITIES, { of });
      const code = role === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual([code, code]);
      expect(answer.data._entities).toEqual([{ notifications: null }, null]);
    }
  });
});

describe('references', () => {
  it('of any number are read with one statement; what does not exist is null', async () => {
    const person = system.person();
    await system.deliver(...Array.from({ length: 12 }, () => saleEvent('SaleConfirmed', person.id)));
    const ids = nodes(await person.value(INBOX)).map(({ id }) => String(id));
    const of = [...ids, ...ids, randomUUID(), 'no-id'].map((id) => ({ __typename: 'Notification', id }));
    const query = jest.spyOn(system.pool, 'query');
    const found = (await person.value(ENTITIES, { of })) as unknown as (Loose | null)[];
    expect(query.mock.calls.length).toBe(1);
    query.mockRestore();
    expect(found.map((one) => one?.id ?? null)).toEqual([...ids, ...ids, null, null]);
  });
});

describe('figures', () => {
  it('count messages, commands and queries', async () => {
    const text = await registry.metrics();
    for (const line of [
      'projection_updates_total{service="notifications-test",projection="notifications"}',
      'command_executions_total{service="notifications-test",command="mark_notification_read",outcome="refused"}',
      'command_executions_total{service="notifications-test",command="mark_all_notifications_read",outcome="ok"}',
      'query_executions_total{service="notifications-test",query="notifications",outcome="refused"}',
    ])
      expect(text).toContain(line);
  });
});
