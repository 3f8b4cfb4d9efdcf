import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Contact, RoleAnswer, StaffAnswer } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { contactEndpoints } from '../src/infrastructure/contacts.ts';
import { roleEndpoint } from '../src/infrastructure/roles.ts';
import { startUsers } from './harness.ts';

let users: Awaited<ReturnType<typeof startUsers>>;
beforeAll(async () => {
  users = await startUsers();
}, 60_000);
afterAll(() => users.dispose());

it('contactOf answers any number of people with one statement; somebody unknown or forgotten is null', async () => {
  const [one, two, gone] = [await users.aPerson(), await users.aPerson(), await users.aPerson()];
  await users.pool.query('UPDATE account SET suspended_at = now(), erased_at = now() WHERE id = $1', [gone.id]);
  const query = jest.spyOn(users.pool, 'query');
  const ids = [one.id, uuidv7(), two.id, one.id, gone.id];
  const found = (await contactEndpoints(users.pool).contactOf(ids.map((userId) => ({ userId })))) as Contact[];
  expect(query.mock.calls.length).toBe(1);
  query.mockRestore();
  expect(found.map((contact) => contact?.email.includes('@') ?? null)).toEqual([true, null, true, true, null]);
  expect(found[0]).toEqual(found[3]);
  expect(found[0]).not.toEqual(found[2]);
});

it('staffOf answers the managers of a store and the admins', async () => {
  const [here, there, both] = [uuidv7(), uuidv7(), uuidv7()];
  const manager = await users.aPerson('MANAGER', [here, both]);
  const other = await users.aPerson('MANAGER', [there, both]);
  const admin = await users.aPerson('ADMIN');
  await users.aPerson('AGENT');
  await users.pool.query('UPDATE account SET suspended_at = now() WHERE id = $1', [(await users.aPerson('ADMIN')).id]);
  const stores = [here, there, both, uuidv7()].map((storeId) => ({ storeId }));
  const answers = (await contactEndpoints(users.pool).staffOf(stores)) as StaffAnswer[];
  expect(answers.map(({ userIds }) => [...userIds].sort())).toEqual(
    [[manager, admin], [other, admin], [manager, other, admin], [admin]].map((people) =>
      people.map(({ id }) => id).sort(),
    ),
  );
});

it('roleOf answers what people may do; of somebody unknown, suspended or forgotten it is nothing', async () => {
  const [agent, customer] = [await users.aPerson('AGENT'), await users.aPerson()];
  const [suspended, gone] = [await users.aPerson('AGENT'), await users.aPerson('AGENT')];
  await users.pool.query('UPDATE account SET suspended_at = now() WHERE id = $1', [suspended.id]);
  await users.pool.query('UPDATE account SET suspended_at = now(), erased_at = now() WHERE id = $1', [gone.id]);
  const ids = [agent.id, customer.id, uuidv7(), suspended.id, gone.id, agent.id.toUpperCase()];
  const roles = (await roleEndpoint(users.pool)(ids.map((userId) => ({ userId })))) as RoleAnswer[];
  expect(roles).toEqual(['AGENT', 'CLIENT', null, null, null, 'AGENT']);
});
