import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { registry } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import type { Role } from '@comptoir/kit';
import {
  CREATE_KEY,
  LOGIN,
  REFRESH,
  REINSTATE,
  REVOKE_KEY,
  SET_ROLE,
  startUsers,
  SUSPEND,
  UPDATE_PROFILE,
  type TestPerson,
  type TestUsers,
} from './harness.ts';

let system: TestUsers;
let admin: TestPerson;
beforeAll(async () => {
  system = await startUsers();
  admin = await system.aPerson('ADMIN');
}, 60_000);
afterAll(() => system.dispose());

const entities = (people: TestPerson[], fields: string) =>
  [
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { ${fields} } } }`,
    { r: people.map(({ id }) => ({ __typename: 'User', id })) },
  ] as const;
const revoked = (key: string) =>
  eventually(() => system.published.some((message) => message.key === key), { within: 1_000 });

describe('profile', () => {
  it('is changed by the person, with one event that names fields and no values', async () => {
    const person = await system.aPerson();
    const change = (input: object) => person.value(UPDATE_PROFILE, { input });
    expect(await change({ displayName: ' Zoë ', expectedVersion: 1 })).toMatchObject({
      user: { displayName: 'Zoë', version: 2 },
    });
    expect(await change({ displayName: 'Zoë' })).toMatchObject({ user: { version: 2 } });
    expect(await change({ displayName: 'Z', expectedVersion: 1 })).toMatchObject({
      code: 'CONFLICT',
      currentVersion: 2,
    });
    expect(await change({ email: 'no address' })).toMatchObject({ code: 'VALIDATION', fields: [{ path: ['email'] }] });
    const other = await system.aPerson();
    expect(await change({ email: `${other.username}@EXAMPLE.test` })).toMatchObject({ code: 'EMAIL_TAKEN' });
    expect(await change({ email: 'zoe@example.test' })).toMatchObject({
      user: { email: 'zoe@example.test', version: 3 },
    });
    const events = await system.events(person.id);
    expect(events.slice(1).map(({ data }) => data)).toEqual([{ fields: ['displayName'] }, { fields: ['email'] }]);
  });
});

describe('a command', () => {
  it('tells the relay to look once its events are there, and is counted by how it ended', async () => {
    const person = await system.aPerson();
    system.woken.length = 0;
    await person.value(UPDATE_PROFILE, { input: { displayName: 'Ada' } });
    await eventually(() => system.woken.includes('users'), { within: 1_000 });
    await person.value(UPDATE_PROFILE, { input: { displayName: 'A', expectedVersion: 1 } });
    await admin.value('{ me { id } }');
    const text = await registry.metrics();
    for (const outcome of ['ok', 'refused'])
      expect(text).toContain(
        `command_executions_total{service="users-test",command="update_profile",outcome="${outcome}"}`,
      );
    expect(text).toContain('command_execution_duration_seconds_count{service="users-test",command="update_profile"}');
    expect(text).toContain('query_executions_total{service="users-test",query="me",outcome="ok"}');
  });
});

describe('who sees what', () => {
  it('shows a shopper nobody else, staff the names that something points to, e-mail to the person and admins', async () => {
    const [shopper, other, agent, manager] = await Promise.all([
      system.aPerson(),
      system.aPerson(),
      system.aPerson('AGENT'),
      system.aPerson('MANAGER', [randomUUID()]),
    ]);
    const names = async (viewer: TestPerson) => {
      const { data, errors } = await viewer.ask(...entities([shopper, other], 'username displayName'));
      return {
        seen: (data._entities as unknown as ({ username: string } | null)[]).map((u) => u?.username ?? null),
        errors,
      };
    };
    const both = [shopper.username, other.username];
    expect((await names(agent)).seen).toEqual(both);
    expect((await names(manager)).seen).toEqual(both);
    expect((await names(admin)).seen).toEqual(both);
    const own = await names(shopper);
    expect(own.seen).toEqual([shopper.username, null]);
    expect(own.errors.map((e) => [e.extensions.code, e.path])).toEqual([['FORBIDDEN', ['_entities', 1]]]);
    const anonymous = await names(system.nobody());
    expect(anonymous.errors.map((e) => e.extensions.code)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);

    const { data, errors } = await agent.ask(...entities([shopper], 'username email suspendedAt stores { id }'));
    expect(data._entities).toEqual([{ username: shopper.username, email: null, suspendedAt: null, stores: null }]);
    expect(errors.map((e) => e.extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
    expect((await shopper.ask(...entities([shopper], 'email'))).data._entities).toEqual([
      { email: `${shopper.username}@example.test` },
    ]);
  });

  const roles: (Role | 'NOBODY')[] = ['NOBODY', 'CLIENT', 'AGENT', 'MANAGER', 'ADMIN'];
  const operations: [string, string, (other: string) => object, (Role | 'NOBODY')[]][] = [
    ['me', '{ me { id } }', () => ({}), ['CLIENT', 'AGENT', 'MANAGER', 'ADMIN']],
    ['user of another', 'query ($id: ID!) { user(id: $id) { id } }', (id) => ({ id }), ['ADMIN']],
    ['users', '{ users { edges { node { id } } } }', () => ({}), ['ADMIN']],
    ['apiKeys', '{ apiKeys { edges { node { id } } } }', () => ({}), ['ADMIN']],
    ['updateProfile', UPDATE_PROFILE, () => ({ input: {} }), ['CLIENT', 'AGENT', 'MANAGER', 'ADMIN']],
    ['setUserRole', SET_ROLE, (userId) => ({ input: { userId, role: 'CLIENT' } }), ['ADMIN']],
    ['suspendUser', SUSPEND, (userId) => ({ input: { userId } }), ['ADMIN']],
    ['reinstateUser', REINSTATE, (userId) => ({ input: { userId } }), ['ADMIN']],
    ['createApiKey', CREATE_KEY, (userId) => ({ input: { name: 'key', userId } }), ['ADMIN']],
    ['revokeApiKey', REVOKE_KEY, (apiKeyId) => ({ input: { apiKeyId } }), ['ADMIN']],
  ];
  it.each(operations)('%s is for those roles that the contract names', async (_name, query, variables, allowed) => {
    const other = await system.aPerson();
    for (const role of roles) {
      const person =
        role === 'NOBODY' ? system.nobody() : await system.aPerson(role, role === 'MANAGER' ? [randomUUID()] : []);
      const { data, errors } = await person.ask(query, variables(other.id));
      const expected = allowed.includes(role) ? undefined : role === 'NOBODY' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect([role, errors[0]?.extensions.code]).toEqual([role, expected]);
      if (expected) expect(Object.values(data)).toEqual([null]);
    }
  });

  it('answers null without an error for ids that do not exist', async () => {
    for (const id of [randomUUID(), 'not-an-id']) {
      expect(await admin.value('query ($id: ID!) { user(id: $id) { id } }', { id })).toBeNull();
      expect((await admin.ask(...entities([{ ...admin, id }], 'username'))).data._entities).toEqual([null]);
    }
  });

  it('never shows a hash, whatever is asked for', async () => {
    const person = await system.aPerson();
    const { rows } = await system.pool.query<{ password_hash: string }>('SELECT password_hash FROM account');
    expect(rows.every((row) => row.password_hash.startsWith('$argon2id$v=19$'))).toBe(true);
    const answers = await Promise.all([
      person.ask('{ me { id username displayName email role stores { id } createdAt suspendedAt version } }'),
      person.ask(LOGIN, { input: { username: person.username, password: person.password } }),
      admin.ask(
        '{ users(first: 100) { edges { node { id username displayName email role createdAt suspendedAt version } } } }',
      ),
      admin.ask(
        '{ apiKeys(first: 100) { edges { node { id prefix name createdAt expiresAt revokedAt user { id } } } } }',
      ),
    ]);
    for (const { text, errors } of answers) {
      expect(errors).toEqual([]);
      expect(text).not.toMatch(/argon2|hash/i);
    }
    expect(JSON.stringify(Object.keys(system.users.schema.getTypeMap()))).not.toMatch(/hash/i);
  });

  it('reads any number of references with one statement', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => system.aPerson()));
    const query = jest.spyOn(system.pool, 'query');
    const connect = jest.spyOn(system.pool, 'connect');
    const { data } = await admin.ask(...entities([...people, ...people], 'username displayName email'));
    expect(data._entities).toHaveLength(24);
    expect(query.mock.calls.length + connect.mock.calls.length).toBeGreaterThanOrEqual(1);
    expect(query.mock.calls.length).toBe(1);
    query.mockRestore();
    connect.mockRestore();
  });
});

describe('users', () => {
  it('goes through all of them page by page, and filters', async () => {
    const mark = randomUUID().slice(0, 8);
    for (const n of [3, 1, 2]) {
      const { id } = await system.aPerson();
      await system.pool.query(`UPDATE account SET username = $2, username_key = $2, display_name = $3 WHERE id = $1`, [
        id,
        `u${n}-${mark}`,
        `Nº ${n}`,
      ]);
    }
    const list = `query ($after: String, $filter: UserFilter) { users(first: 2, after: $after, filter: $filter) {
      edges { cursor node { username } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
    const filter = { search: mark.toUpperCase(), role: 'CLIENT', suspended: false };
    const first = await admin.value(list, { filter });
    expect(first).toMatchObject({
      edges: [{ node: { username: `u1-${mark}` } }, { node: { username: `u2-${mark}` } }],
      pageInfo: { hasNextPage: true },
    });
    const second = await admin.value(list, { filter, after: first.pageInfo?.endCursor });
    expect(second).toMatchObject({
      edges: [{ node: { username: `u3-${mark}` } }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
    expect(await admin.value(list, { filter: { ...filter, suspended: true } })).toMatchObject({ edges: [] });
    for (const bad of [{ filter: { search: 'x' } }, { after: 'nonsense' }])
      expect((await admin.ask(list, bad)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('roles and suspension', () => {
  it('gives a manager stores, ends the old rights at once, and the next token has the new ones', async () => {
    const person = await system.aPerson();
    const store = randomUUID();
    const set = (input: object) => admin.value(SET_ROLE, { input: { userId: person.id, ...input } });
    expect(await set({ role: 'MANAGER' })).toMatchObject({ code: 'VALIDATION', fields: [{ path: ['storeIds'] }] });
    expect(await set({ role: 'AGENT', storeIds: [store] })).toMatchObject({ code: 'VALIDATION' });
    expect(await set({ role: 'MANAGER', storeIds: [store], expectedVersion: 9 })).toMatchObject({
      code: 'CONFLICT',
      currentVersion: 1,
    });
    expect(await set({ role: 'MANAGER', storeIds: [store, store] })).toMatchObject({
      user: { role: 'MANAGER', stores: [{ id: store }], version: 2 },
    });
    expect(await set({ role: 'MANAGER', storeIds: [store] })).toMatchObject({ user: { version: 2 } });
    await revoked(person.id);
    const at = Number(system.published.find(({ key }) => key === person.id)?.at);
    const { accessToken } = await person.value(REFRESH, { input: {} });
    const claims = JSON.parse(Buffer.from(String(accessToken).split('.')[1] ?? '', 'base64url').toString()) as {
      role: string;
      storeIds: string[];
      iat: number;
    };
    expect(claims).toMatchObject({ role: 'MANAGER', storeIds: [store] });
    expect(claims.iat * 1000).toBeGreaterThan(at);
    expect((await system.events(person.id))[1]).toMatchObject({
      type: 'UserRoleChanged',
      data: { from: 'CLIENT', to: 'MANAGER', storeIds: [store] },
      metadata: { userId: admin.id },
    });
    expect(await admin.value(SET_ROLE, { input: { userId: randomUUID(), role: 'AGENT' } })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(
      (await admin.ask(SET_ROLE, { input: { userId: person.id, role: 'MANAGER', storeIds: ['x'] } })).errors[0]
        ?.extensions.code,
    ).toBe('BAD_USER_INPUT');
  });

  it('suspends: no log-in, no refresh, no API key, until reinstated', async () => {
    const person = await system.aPerson();
    const { key } = await admin.value(CREATE_KEY, { input: { name: 'till', userId: person.id } });
    const verify = async () => (await system.users.internal.verifyApiKey?.([{ key }]))?.[0];
    const login = () =>
      system.nobody().value(LOGIN, { input: { username: person.username, password: person.password } });
    expect(await verify()).toMatchObject({ sub: person.id });
    expect(await admin.value(SUSPEND, { input: { userId: person.id } })).toMatchObject({
      user: { suspendedAt: expect.any(String), version: 2 },
    });
    expect(await admin.value(SUSPEND, { input: { userId: person.id } })).toMatchObject({ user: { version: 2 } });
    await revoked(person.id);
    await revoked(String(person.actor?.sessionId));
    expect(await person.value(REFRESH, { input: {} })).toMatchObject({ code: 'SESSION_ENDED' });
    expect(await login()).toMatchObject({ code: 'ACCOUNT_SUSPENDED' });
    expect(await verify()).toBeNull();
    expect(await admin.value(REINSTATE, { input: { userId: person.id } })).toMatchObject({
      user: { suspendedAt: null, version: 3 },
    });
    expect((await login()).__typename).toBe('LoginSuccess');
    expect(await verify()).toMatchObject({ sub: person.id });
    expect((await system.events(person.id)).map(({ type }) => type)).toEqual([
      'UserRegistered',
      'UserSuspended',
      'UserReinstated',
    ]);
  });

  it('keeps one admin who can log in, also when two are demoted at once', async () => {
    const others = await system.pool.query<{ id: string }>(`SELECT id FROM account WHERE role = 'ADMIN' AND id <> $1`, [
      admin.id,
    ]);
    for (const { id } of others.rows) await admin.value(SET_ROLE, { input: { userId: id, role: 'CLIENT' } });
    const demote = (userId: string) => admin.value(SET_ROLE, { input: { userId, role: 'CLIENT' } });
    expect(await demote(admin.id)).toMatchObject({ code: 'LAST_ADMIN' });
    expect(await admin.value(SUSPEND, { input: { userId: admin.id } })).toMatchObject({ code: 'LAST_ADMIN' });
    const second = await system.aPerson('ADMIN');
    const types = (await Promise.all([demote(admin.id), demote(second.id)])).map((answer) => answer.__typename);
    expect(types.sort()).toEqual(['LastAdminProblem', 'SetUserRoleSuccess']);
  });
});

describe('API keys', () => {
  it('are shown once, kept as a hash, act as their person, and end when revoked', async () => {
    const manager = await system.aPerson('MANAGER', [randomUUID()]);
    const created = await admin.value(CREATE_KEY, { input: { name: 'Till 3', userId: manager.id } });
    const key = String(created.key);
    const id = String(created.apiKey?.id);
    const prefix = String(created.apiKey?.prefix);
    expect(key).toMatch(/^ck_[0-9a-f]{12}\.[\w-]{43}$/);
    const actor = { sub: manager.id, role: 'MANAGER', storeIds: manager.actor?.storeIds, sessionId: id };
    const verify = system.users.internal.verifyApiKey;
    expect(await verify?.([{ key }, { key: `${key}x` }, { key: 'nonsense' }, { key: `${prefix}.` }])).toEqual([
      actor,
      null,
      null,
      null,
    ]);
    const { rows } = await system.pool.query<{ text: string }>(
      `SELECT row_to_json(api_key)::text || encode(secret_hash, 'escape') AS text FROM api_key`,
    );
    for (const { text } of rows) expect(text).not.toContain(key.split('.')[1]);
    expect((await admin.ask('{ apiKeys { edges { node { prefix } } } }')).text).toContain(prefix);

    expect(await admin.value(REVOKE_KEY, { input: { apiKeyId: id } })).toMatchObject({
      apiKey: { revokedAt: expect.any(String) },
    });
    expect((await admin.value(REVOKE_KEY, { input: { apiKeyId: id } })).__typename).toBe('RevokeApiKeySuccess');
    await revoked(id);
    expect(await verify?.([{ key }])).toEqual([null]);
    expect((await system.events(id)).map(({ type }) => type)).toEqual(['ApiKeyCreated', 'ApiKeyRevoked']);
  });

  it('says when a key ends', async () => {
    const expiresAt = '2999-01-01T00:00:00.000Z';
    const { key } = await admin.value(CREATE_KEY, { input: { name: 'till', expiresAt } });
    expect(await system.users.internal.verifyApiKey?.([{ key }])).toMatchObject([{ expiresAt: Date.parse(expiresAt) }]);
  });

  it('refuses what makes no sense', async () => {
    const create = (input: object) => admin.value(CREATE_KEY, { input });
    expect(await create({ name: ' ' })).toMatchObject({ code: 'VALIDATION' });
    expect(await create({ name: 'x', expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      fields: [{ path: ['expiresAt'] }],
    });
    expect(await create({ name: 'x', userId: randomUUID() })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await admin.value(REVOKE_KEY, { input: { apiKeyId: 'x' } })).toMatchObject({ code: 'NOT_FOUND' });
  });
});
