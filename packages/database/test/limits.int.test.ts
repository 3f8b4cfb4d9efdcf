import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@comptoir/telemetry';
import { inTransaction, isTransient, openPool, type Pool } from '../src/index.ts';

const log = createLogger('limits-test', 'silent');
const serverUrl = () => new URL(String(process.env.TEST_DATABASE_URL));
const open = (url: string, silenceMs?: number): Pool =>
  openPool({ url, context: 'sales', max: 2, service: 'limits-test', log, ...(silenceMs && { silenceMs }) });

describe('no statement waits without an end', () => {
  it('on the server: statements, locks and transactions that were left open have their time', async () => {
    const pool = open(serverUrl().href);
    const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
    const { rows } = await pool.query<{ name: string; ms: number }>(
      'SELECT name, setting::int AS ms FROM pg_settings WHERE name = ANY($1) ORDER BY name',
      [limits],
    );
    expect(rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', ms: 10_000 },
      { name: 'lock_timeout', ms: 10_000 },
      { name: 'statement_timeout', ms: 30_000 },
    ]);
    await pool.end();
  });

  describe('before a server that has fallen silent', () => {
    const wires = new Set<Socket>();
    let silent = false;
    /** A wire to the server that can be cut without anybody being told. */
    const proxy = createServer((near) => {
      const { hostname, port } = serverUrl();
      const far = connect(Number(port), hostname);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        wires.add(from);
        from.on('data', (data) => void (silent || to.write(data)));
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
      }
    });
    let pool: Pool;
    beforeAll(async () => {
      proxy.listen(0, '127.0.0.1');
      await once(proxy, 'listening');
      const url = serverUrl();
      url.port = String((proxy.address() as AddressInfo).port);
      pool = open(url.href, 1_000);
    });
    afterAll(async () => {
      await pool.end();
      for (const wire of wires) wire.destroy();
      proxy.close();
    });

    it('a question ends with an error that says to ask again, and the next one gets another connection', async () => {
      await pool.query('SELECT 1');
      silent = true;
      const failure = await pool.query('SELECT $1::int AS n', [1]).catch((error: Error) => error);
      silent = false;
      expect(isTransient(failure)).toBe(true);
      expect((await pool.query('SELECT $1::int AS n', [2])).rows).toEqual([{ n: 2 }]);
    });

    it('a transaction ends at once, without asking for a rollback that nobody would answer', async () => {
      let started = 0;
      const ended = inTransaction(pool, async (client) => {
        silent = true;
        started = performance.now();
        await client.query('SELECT 1');
      });
      await expect(ended).rejects.toThrow('Query read timeout');
      expect(performance.now() - started).toBeLessThan(1_900);
      silent = false;
      expect(pool.totalCount).toBe(pool.idleCount);
      expect((await pool.query('SELECT $1::int AS n', [3])).rows).toEqual([{ n: 3 }]);
    });
  });
});
