import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { registry } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import type { Role } from '@comptoir/kit';
import {
  CREATE_KEY,
  LOGIN,
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
