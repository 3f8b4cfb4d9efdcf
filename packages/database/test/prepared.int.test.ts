import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@comptoir/telemetry';
import { inTransaction, openPool, withClient, type Pool } from '../src/index.ts';

describe('prepared statements', () => {
  let pool: Pool;
  beforeAll(() => {
    const url = String(process.env.TEST_DATABASE_URL);
    pool = openPool({
      url,
      context: 'sales',
      max: 1,
      service: 'prepared-test',
      log: createLogger('prepared-test', 'silent'),
    });
  });
  afterAll(() => pool.end());

  it('are prepared once a connection, each text under a name of its own', async () => {
    for (let n = 0; n < 3; n++) {
      expect((await pool.query('SELECT $1::int + 1 AS n', [n])).rows).toEqual([{ n: n + 1 }]);
      expect((await pool.query('SELECT $1::int + 2 AS n', [n])).rows).toEqual([{ n: n + 2 }]);
    }
    const { rows } = await pool.query<{ name: string; statement: string }>(
      `SELECT name, statement FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int%' ORDER BY statement`,
    );
    expect(rows.map(({ statement }) => statement)).toEqual(['SELECT $1::int + 1 AS n', 'SELECT $1::int + 2 AS n']);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(2);
  });

  it('that fail leave their connection and their name as good as before', async () => {
    const divide = 'SELECT 10 / $1::int AS n';
    await expect(pool.query(divide, [0])).rejects.toMatchObject({ code: '22012' });
    expect((await pool.query(divide, [5])).rows).toEqual([{ n: 2 }]);
    const unknown = 'SELECT $1::int AS n FROM comes_later';
    await expect(pool.query(unknown, [1])).rejects.toMatchObject({ code: '42P01' });
    await inTransaction(pool, async (client) => {
      await client.query('CREATE TEMPORARY TABLE comes_later ON COMMIT DROP AS SELECT 1');
      expect((await client.query(unknown, [1])).rows).toEqual([{ n: 1 }]);
    });
    await expect(
      inTransaction(pool, async (client) => {
        await client.query(divide, [0]);
      }),
    ).rejects.toMatchObject({ code: '22012' });
    expect((await pool.query(divide, [2])).rows).toEqual([{ n: 5 }]);
  });

  it('planned on an empty table find their rows by its index when it has grown', async () => {
    await pool.query('CREATE TEMPORARY TABLE grows (id int PRIMARY KEY, n int, wide char(1000))');
    const raise =
      'UPDATE grows g SET n = g.n + 1 FROM unnest($1::int[]) AS w(id) WHERE g.id = w.id AND g.id = ANY($1::int[])';
    // From the sixth time on PostgreSQL keeps one plan.
    for (let n = 0; n < 8; n++) await pool.query(raise, [[1, 2, 3]]);
    await pool.query('INSERT INTO grows SELECT i, 0 FROM generate_series(1, 5000) i');
    const scans = async () => {
      await pool.query('SELECT pg_stat_force_next_flush()');
      const { rows } = await pool.query<{ read: number }>(
        `SELECT seq_tup_read AS read FROM pg_stat_user_tables WHERE relid = 'grows'::regclass`,
      );
      return rows[0]?.read ?? -1;
    };
    const before = await scans();
    await pool.query(raise, [[1, 2, 3]]);
    expect(await scans()).toBe(before);
    expect((await pool.query('SELECT n FROM grows WHERE id = $1', [2])).rows).toEqual([{ n: 1 }]);
  });

  it('lose their connection in the middle of a transaction without losing the process', async () => {
    const ended = inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const gone = once(client, 'end');
      await withClient(String(process.env.TEST_DATABASE_URL), (other) =>
        other.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]),
      );
      // Nothing is being asked while the connection breaks: only the event tells.
      await gone;
      await client.query('SELECT 1');
    });
    await expect(ended).rejects.toThrow();
    expect((await pool.query('SELECT $1::int AS n', [1])).rows).toEqual([{ n: 1 }]);
  });
});
