import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parseEventData } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { seed } from '../src/seed.ts';
import { LOGIN, startUsers, type TestUsers } from './harness.ts';

let system: TestUsers;
beforeAll(async () => {
  system = await startUsers();
}, 60_000);
afterAll(() => system.dispose());

it('writes people and events, and each can sign in who has a password', async () => {
  const store = uuidv7();
  const person = (username: string, role: 'CLIENT' | 'MANAGER', password: string | null, storeIds: string[] = []) => ({
    ...{
      id: uuidv7(),
      username,
      displayName: `The ${username}`,
      email: `${username}@comptoir.test`,
      password,
      role,
      storeIds,
    },
    createdAt: new Date('2026-01-02T03:04:05Z'),
  });
  const shoppers = Array.from({ length: 30 }, (_, n) => person(`shopper${n}`, 'CLIENT', 'shopper123'));
  const manager = person('manager', 'MANAGER', 'manager123', [store]);
  await seed(system.pool, { users: [manager, ...shoppers, person('ghost', 'CLIENT', null)] });

  const login = (username: string, password: string) => system.nobody().value(LOGIN, { input: { username, password } });
  expect(await login('manager', 'manager123')).toMatchObject({ user: { id: manager.id, role: 'MANAGER' } });
  expect((await login('shopper7', 'shopper123')).__typename).toBe('LoginSuccess');
  expect(await login('ghost', '')).toMatchObject({ code: 'INVALID_CREDENTIALS' });

  const events = await system.events(manager.id);
  expect(events).toHaveLength(1);
  expect(events[0]?.metadata).toEqual({ source: 'seed', correlationId: manager.id });
  expect(parseEventData('UserRegistered', events[0]?.data)).toMatchObject({ role: 'MANAGER', storeIds: [store] });
  const { rows } = await system.pool.query<{ hash: string }>(
    `SELECT left(password_hash, 32) AS hash FROM account WHERE username IN ('manager', 'shopper7') ORDER BY username`,
  );
  expect(rows.map(({ hash }) => hash.slice(0, 26))).toEqual([
    '$argon2id$v=19$m=19456,t=2',
    '$argon2id$v=19$m=1024,t=1,',
  ]);
});
