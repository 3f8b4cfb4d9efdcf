import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { CHANGE_PASSWORD, claimsOf, LOGIN, LOGOUT, REFRESH, REGISTER, startUsers, type TestUsers } from './harness.ts';

let system: TestUsers;
beforeAll(async () => {
  system = await startUsers();
}, 60_000);
afterAll(() => system.dispose());

const age = (tokenOrSession: string, seconds: number) =>
  system.pool.query(`UPDATE refresh_token SET used_at = used_at - make_interval(secs => $2) WHERE session_id = $1`, [
    tokenOrSession,
    seconds,
  ]);

describe('register', () => {
  const input = {
    username: 'Margot',
    email: 'margot@example.test',
    password: 'a long secret',
    displayName: 'Margot R.',
  };

  it('opens an account as CLIENT and signs in', async () => {
    const person = system.nobody();
    const answer = await person.value(REGISTER, { input });
    expect(answer).toMatchObject({
      __typename: 'RegisterSuccess',
      user: { username: 'Margot', displayName: 'Margot R.', role: 'CLIENT', version: 1 },
    });
    expect(person.cookie).toBeTruthy();
    const id = String(answer.user?.id);
    const [event] = await system.events(id);
    expect(event).toMatchObject({ type: 'UserRegistered', data: { role: 'CLIENT' }, metadata: { source: 'users' } });
    const { rows } = await system.pool.query<{ text: string }>(
      'SELECT (data::text || metadata::text) AS text FROM event',
    );
    for (const { text } of rows) expect(text).not.toMatch(/margot|example\.test|192\.0\.2/i);
  });

  it('gives no way to choose a role', async () => {
    const { errors } = await system
      .nobody()
      .ask(REGISTER, { input: { ...input, username: 'mallory', email: 'm@example.test', role: 'ADMIN' } });
    expect(errors[0]?.message).toContain('role');
  });

  it('refuses names and addresses that are taken, without regard to capitals', async () => {
    const again = (changes: object) => system.nobody().value(REGISTER, { input: { ...input, ...changes } });
    expect(await again({ username: 'mARGOT', email: 'other@example.test' })).toMatchObject({ code: 'USERNAME_TAKEN' });
    expect(await again({ username: 'margot2', email: 'MARGOT@example.test' })).toMatchObject({ code: 'EMAIL_TAKEN' });
  });

  it('names every field that is wrong', async () => {
    const answer = await system
      .nobody()
      .value(REGISTER, { input: { username: '-x', email: 'nowhere', password: 'short', displayName: '  ' } });
    expect(answer.code).toBe('VALIDATION');
    const fields = answer.fields as unknown as { path: string[] }[];
    expect(fields.map(({ path }) => path[0])).toEqual(['username', 'email', 'password', 'displayName']);
  });

  it('lets one of two who want a name at once have it', async () => {
    const race = [1, 2].map((n) =>
      system.nobody().value(REGISTER, { input: { ...input, username: 'racer', email: `racer${n}@example.test` } }),
    );
    const types = (await Promise.all(race)).map((answer) => answer.__typename);
    expect(types.sort()).toEqual(['RegisterSuccess', 'UsernameTakenProblem']);
  });
});

describe('login', () => {
  it('answers a token that the published keys verify, with role, stores and session', async () => {
    const store = '01890000-0000-7000-8000-000000000001';
    const manager = await system.aPerson('MANAGER', [store]);
    const { accessToken, expiresAt } = await system
      .nobody()
      .value(LOGIN, { input: { username: manager.username.toUpperCase(), password: manager.password } });
    const [keys] = (await system.users.internal.jwks?.([{}])) as [JSONWebKeySet];
    const { payload, protectedHeader } = await jwtVerify(String(accessToken), createLocalJWKSet(keys), {
      algorithms: ['EdDSA'],
    });
    expect(payload).toMatchObject({ sub: manager.id, role: 'MANAGER', storeIds: [store], sid: expect.any(String) });
    expect(protectedHeader.alg).toBe('EdDSA');
    expect(Number(payload.exp) - Number(payload.iat)).toBeGreaterThan(14 * 60);
    expect(Number(payload.exp) - Number(payload.iat)).toBeLessThanOrEqual(15 * 60);
    expect(new Date(String(expiresAt)).getTime()).toBe(Number(payload.exp) * 1000);
    expect(JSON.stringify(keys)).not.toContain('"d"');
    const [event] = await system.events(String(payload.sid));
    expect(event).toMatchObject({ type: 'UserLoggedIn', data: { userId: manager.id, method: 'PASSWORD' } });
  });

  it('signs with one key in all processes', async () => {
    const other = system.another();
    const [[ours], [theirs]] = (await Promise.all([
      system.users.internal.jwks?.([{}]),
      other.internal.jwks?.([{}]),
    ])) as [[unknown], [unknown]];
    expect(theirs).toEqual(ours);
    await other.dispose();
  });

  it('gives one answer to an unknown name and a wrong password, and records which it was', async () => {
    const person = await system.aPerson();
    const wrong = await system
      .nobody()
      .value(LOGIN, { input: { username: person.username, password: 'not it at all' } });
    const unknown = await system
      .nobody()
      .value(LOGIN, { input: { username: 'nobody-at-all', password: 'not it at all' } });
    expect(wrong).toEqual(unknown);
    expect(wrong.code).toBe('INVALID_CREDENTIALS');
    const { rows } = await system.pool.query<{ data: object }>(
      `SELECT data FROM event WHERE type = 'LoginFailed' ORDER BY position DESC LIMIT 2`,
    );
    expect(rows.map(({ data }) => data)).toEqual([
      { userId: null, reason: 'UNKNOWN_ACCOUNT' },
      { userId: person.id, reason: 'WRONG_PASSWORD' },
    ]);
  });

  it.each(['a known', 'an unknown'])(
    'slows down after ten failed tries of %s account, in all processes, right password or not',
    async (kind) => {
      const person = await system.aPerson();
      const username = kind === 'a known' ? person.username : `ghost-${person.username}`;
      const attempt = async (password: string) => {
        const { data, errors } = await system.nobody().ask(LOGIN, { input: { username, password } });
        return errors[0]?.extensions.code ?? (data.login as unknown as { code?: string }).code ?? 'OK';
      };
      for (let n = 0; n < 10; n++) expect(await attempt(`wrong ${n}`)).toBe('INVALID_CREDENTIALS');
      expect(await attempt(person.password)).toBe('RATE_LIMITED');
      await system.pool.query(
        `UPDATE login_throttle SET failed_at = ARRAY(SELECT at - interval '61 seconds' FROM unnest(failed_at) AS at)`,
      );
      expect(await attempt(person.password)).toBe(kind === 'a known' ? 'OK' : 'INVALID_CREDENTIALS');
    },
  );

  it('lets hardly more than ten wrong tries through that come at once', async () => {
    const { username } = await system.aPerson();
    const tries = Array.from({ length: 40 }, (_, n) =>
      system.nobody().ask(LOGIN, { input: { username, password: `wrong ${n}` } }),
    );
    const limited = (await Promise.all(tries)).filter(({ errors }) => errors[0]?.extensions.code === 'RATE_LIMITED');
    expect(limited.length).toBeGreaterThanOrEqual(29);
  });

  it('does not limit right passwords', async () => {
    const { username, password } = await system.aPerson();
    const logins = Array.from({ length: 30 }, () => system.nobody().value(LOGIN, { input: { username, password } }));
    expect((await Promise.all(logins)).every((answer) => answer.__typename === 'LoginSuccess')).toBe(true);
  });
});

describe('refreshSession', () => {
  it('exchanges the token, and stores hashes only', async () => {
    const person = await system.aPerson();
    const before = person.cookie;
    const answer = await person.value(REFRESH, { input: {} });
    expect(answer).toMatchObject({ __typename: 'RefreshSessionSuccess', user: { id: person.id } });
    expect(claimsOf(String(answer.accessToken)).sid).toBe(person.actor?.sessionId);
    expect(person.cookie).not.toBe(before);
    expect((await person.value(REFRESH, { input: { userId: person.id } })).__typename).toBe('RefreshSessionSuccess');
    const { rows } = await system.pool.query<{ text: string }>('SELECT encode(hash, $1) AS text FROM refresh_token', [
      'escape',
    ]);
    for (const { text } of rows) expect(text).not.toContain(before);
  });

  it('works without any input, as the cookie says it all', async () => {
    const person = await system.aPerson();
    expect((await person.value('mutation { refreshSession { __typename } }')).__typename).toBe('RefreshSessionSuccess');
  });

  it('gives a doubled request the same successor', async () => {
    const person = await system.aPerson();
    const twin = system.nobody();
    twin.cookie = person.cookie;
    const answers = await Promise.all([person.value(REFRESH, { input: {} }), twin.value(REFRESH, { input: {} })]);
    expect(answers.map((answer) => answer.__typename)).toEqual(['RefreshSessionSuccess', 'RefreshSessionSuccess']);
    expect(twin.cookie).toBe(person.cookie);
  });

  it.each([
    ['an hour later', async (session: string) => void (await age(session, 3_600))],
    ['when its successor was used', async () => undefined],
  ])('ends the session when a token comes back %s', async (when, wait) => {
    const person = await system.aPerson();
    const thief = system.nobody();
    thief.cookie = person.cookie;
    await person.value(REFRESH, { input: {} });
    if (when === 'when its successor was used') await person.value(REFRESH, { input: {} });
    const session = String(person.actor?.sessionId);
    await wait(session);
    expect(await thief.value(REFRESH, { input: {} })).toMatchObject({ code: 'SESSION_ENDED' });
    expect(thief.cookie).toBeNull();
    expect(await person.value(REFRESH, { input: {} })).toMatchObject({ code: 'SESSION_ENDED' });
    expect((await system.events(session)).map(({ type }) => type)).toEqual(['UserLoggedIn', 'SessionRevoked']);
    expect((await system.events(session))[1]?.data).toMatchObject({ reason: 'TOKEN_REUSED', userId: person.id });
    await system.toldOf(session);
  });

  it('answers SESSION_ENDED without a cookie, with a made-up one, after expiry, and for another person', async () => {
    const person = await system.aPerson();
    const code = async () => (await person.value(REFRESH, { input: {} })).code;
    const cookie = person.cookie;
    expect(await person.value(REFRESH, { input: { userId: 'somebody else' } })).toMatchObject({
      code: 'SESSION_ENDED',
    });
    expect(person.cookie).toBe(cookie);
    await system.pool.query(`UPDATE session SET expires_at = clock_timestamp() WHERE id = $1`, [
      person.actor?.sessionId,
    ]);
    expect(await code()).toBe('SESSION_ENDED');
    person.cookie = 'made-up';
    expect(await code()).toBe('SESSION_ENDED');
    person.cookie = null;
    expect(await code()).toBe('SESSION_ENDED');
  });

  it('never outlives the longest life of a session', async () => {
    const person = await system.aPerson();
    await system.pool.query(`UPDATE session SET created_at = created_at - interval '89 days' WHERE id = $1`, [
      person.actor?.sessionId,
    ]);
    await person.value(REFRESH, { input: {} });
    const { rows } = await system.pool.query<{ days: number }>(
      `SELECT extract(epoch FROM expires_at - clock_timestamp())::float8 / 86400 AS days FROM session WHERE id = $1`,
      [person.actor?.sessionId],
    );
    expect(rows[0]?.days).toBeLessThanOrEqual(1);
  });
});

describe('logout and changePassword', () => {
  it('ends this session, and tells the gateways', async () => {
    const person = await system.aPerson();
    const session = String(person.actor?.sessionId);
    expect(await person.value(LOGOUT, { input: {} })).toEqual({ __typename: 'LogoutSuccess', endedSessions: 1 });
    expect(person.cookie).toBeNull();
    await eventually(() => system.published.some(({ key, at }) => key === session && typeof at === 'number'), {
      within: 1_000,
    });
    const [revocations] = (await system.users.internal.revocations?.([{}])) as [{ key: string; at: number }[]];
    expect(revocations.map(({ key }) => key)).toContain(session);
    expect(await person.value(LOGOUT, { input: {} })).toMatchObject({ endedSessions: 0 });
    expect(await system.nobody().value('mutation { logout { ... on LogoutSuccess { endedSessions } } }')).toEqual({
      endedSessions: 0,
    });
  });

  it('ends the session of the cookie when the access token has expired', async () => {
    const person = await system.aPerson();
    person.actor = null;
    expect(await person.value(LOGOUT, { input: {} })).toMatchObject({ endedSessions: 1 });
  });

  it('ends all sessions everywhere', async () => {
    const person = await system.aPerson();
    for (const _ of [1, 2])
      await system.nobody().value(LOGIN, { input: { username: person.username, password: person.password } });
    expect(await person.value(LOGOUT, { input: { everywhere: true } })).toMatchObject({ endedSessions: 3 });
  });

  it('changes the password, ends the other sessions and keeps this one', async () => {
    const person = await system.aPerson();
    const elsewhere = system.nobody();
    await elsewhere.value(LOGIN, { input: { username: person.username, password: person.password } });
    const change = (currentPassword: string, newPassword: string) =>
      person.value(CHANGE_PASSWORD, { input: { currentPassword, newPassword } });
    expect(await change('not it', 'another secret')).toMatchObject({ code: 'WRONG_PASSWORD' });
    expect(await change(person.password, 'short')).toMatchObject({ code: 'VALIDATION' });
    expect(await change(person.password, 'another secret')).toMatchObject({ user: { id: person.id, version: 2 } });
    expect(await elsewhere.value(REFRESH, { input: {} })).toMatchObject({ code: 'SESSION_ENDED' });
    expect((await person.value(REFRESH, { input: {} })).__typename).toBe('RefreshSessionSuccess');
    const login = (password: string) =>
      system.nobody().value(LOGIN, { input: { username: person.username, password } });
    expect(await login(person.password)).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect((await login('another secret')).__typename).toBe('LoginSuccess');
    expect((await system.events(person.id)).map(({ type }) => type)).toEqual(['UserRegistered', 'UserPasswordChanged']);
  });
});
