import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CREATE_KEY,
  LOGIN,
  REFRESH,
  REINSTATE,
  SET_ROLE,
  startUsers,
  SUSPEND,
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
    await system.toldOf(person.id);
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
    await system.toldOf(person.id);
    await system.toldOf(String(person.actor?.sessionId));
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
