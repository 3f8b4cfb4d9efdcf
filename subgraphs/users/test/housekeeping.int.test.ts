import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLogger } from '@comptoir/telemetry';
import { buildUsersWorker } from '../src/worker.ts';
import { LOGIN, LOGOUT, startUsers, type TestUsers } from './harness.ts';

let system: TestUsers;
beforeAll(async () => {
  system = await startUsers();
}, 60_000);
afterAll(() => system.dispose());

it('deletes what no decision needs any more, and nothing else', async () => {
  const { pool } = system;
  const [expired, left, open] = await Promise.all([system.aPerson(), system.aPerson(), system.aPerson()]);
  await left.value(LOGOUT, { input: {} });
  await system.nobody().ask(LOGIN, { input: { username: 'somebody', password: 'wrong' } });
  const count = async () => {
    const { rows } = await pool.query<{ counts: number[] }>(
      `SELECT ARRAY[(SELECT count(*) FROM session), (SELECT count(*) FROM refresh_token), (SELECT count(*) FROM revocation),
                    (SELECT count(*) FROM login_throttle)]::int[] AS counts`,
    );
    return rows[0]?.counts;
  };
  const { periodic } = buildUsersWorker({ pool, log: createLogger('users-test', 'silent') });
  const housekeeping = async () => {
    for (const job of periodic) await job.run();
  };
  await housekeeping();
  expect(await count()).toEqual([3, 3, 1, 1]);

  await pool.query(`UPDATE session SET expires_at = expires_at - interval '16 days' WHERE id = $1`, [
    expired.actor?.sessionId,
  ]);
  await pool.query(`UPDATE session SET revoked_at = revoked_at - interval '2 days' WHERE revoked_at IS NOT NULL`);
  await pool.query(`UPDATE revocation SET revoked_at = revoked_at - interval '21 minutes'`);
  await pool.query(
    `UPDATE login_throttle SET failed_at = ARRAY(SELECT at - interval '61 minutes' FROM unnest(failed_at) AS at)`,
  );
  await housekeeping();
  expect(await count()).toEqual([1, 1, 0, 0]);
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM session');
  expect(rows).toEqual([{ id: open.actor?.sessionId }]);
});
