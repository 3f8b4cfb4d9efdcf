import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userStream } from '@comptoir/contracts';
import {
  CREATE_KEY,
  ERASE,
  LOGIN,
  REFRESH,
  REINSTATE,
  SET_ROLE,
  startUsers,
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

const erase = (by: TestPerson, of: TestPerson, rest: object = {}) =>
  by.value(ERASE, { input: { userId: of.id, ...rest } });

/** Everything that the database holds, as text. */
async function everything(): Promise<string> {
  const { rows: tables } = await system.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'`,
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => JSON.stringify((await system.pool.query(`SELECT * FROM "${name}"`)).rows)),
  );
  return texts.join('\n').toLowerCase();
}

describe('a person who is forgotten', () => {
  it('leaves an id and nothing of themselves, in no table', async () => {
    const person = await system.aPerson();
    await admin.value(CREATE_KEY, { input: { name: `Till of ${person.username}`, userId: person.id } });
    await system.nobody().ask(LOGIN, { input: { username: person.username, password: 'a wrong one' } });
    expect(await everything()).toContain(person.username);

    expect(await erase(person, person, { password: person.password, expectedVersion: 1 })).toMatchObject({
      __typename: 'EraseUserSuccess',
      user: { id: person.id, displayName: 'Forgotten person', email: `erased-${person.id}@invalid`, version: 2 },
    });
    expect(await everything()).not.toContain(person.username);
    expect(await erase(admin, person)).toMatchObject({ user: { version: 2 } });
  });

  it('is told of by one event, which other contexts erase their keys by', async () => {
    const person = await system.aPerson();
    await erase(admin, person);
    const events = await system.events(person.id);
    expect(events.map(({ type }) => type)).toEqual(['UserRegistered', 'UserErased']);
    const { data } = events[1] ?? {};
    expect(data).toEqual({ erasedAt: expect.stringMatching(/Z$/) });
    const fold = events.reduce<userStream.UserFold | null>(
      (state, event) => userStream.apply(state, event as userStream.UserStreamEvent),
      userStream.initial,
    );
    const { erasedAt } = data as { erasedAt: string };
    expect(fold).toMatchObject({ erasedAt, suspendedAt: erasedAt });
  });

  it('is out at once: sessions, tokens, keys, and every way back', async () => {
    const person = await system.aPerson();
    const created = await admin.value(CREATE_KEY, { input: { name: 'key', userId: person.id } });
    await erase(admin, person);
    await system.toldOf(person.id);
    expect(await person.value(REFRESH, { input: {} })).toMatchObject({ code: 'SESSION_ENDED' });
    for (const username of [person.username, `erased-${person.id}`])
      expect(await system.nobody().value(LOGIN, { input: { username, password: person.password } })).toMatchObject({
        code: 'INVALID_CREDENTIALS',
      });
    const [verified] = (await system.users.internal.verifyApiKey?.([{ key: created.key }])) ?? [];
    expect(verified).toBeNull();
    expect((await system.events(String(created.apiKey?.id))).map(({ type }) => type)).toEqual([
      'ApiKeyCreated',
      'ApiKeyRevoked',
    ]);
    expect(await admin.value(REINSTATE, { input: { userId: person.id } })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await admin.value(SET_ROLE, { input: { userId: person.id, role: 'AGENT' } })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await admin.value(CREATE_KEY, { input: { name: 'key', userId: person.id } })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('nobody is forgotten', () => {
  it('by a token alone, by somebody else, or by who saw an older version', async () => {
    const [person, other] = [await system.aPerson(), await system.aPerson('AGENT')];
    expect(await erase(person, person)).toMatchObject({ code: 'WRONG_PASSWORD' });
    expect(await erase(person, person, { password: 'a wrong one' })).toMatchObject({ code: 'WRONG_PASSWORD' });
    expect(await erase(admin, person, { expectedVersion: 7 })).toMatchObject({ code: 'CONFLICT', currentVersion: 1 });
    const { data, errors } = await other.ask(ERASE, { input: { userId: person.id } });
    expect([data.eraseUser, errors[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
    expect((await system.nobody().ask(ERASE, { input: { userId: person.id } })).errors[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
    expect(await erase(admin, { ...person, id: 'no-id' })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await system.events(person.id)).map(({ type }) => type)).toEqual(['UserRegistered']);
  });

  it('who is the last admin', async () => {
    expect(await erase(admin, admin, { password: admin.password })).toMatchObject({ code: 'LAST_ADMIN' });
  });
});
