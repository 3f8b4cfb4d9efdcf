import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@comptoir/database';
import { databaseUrl } from '@comptoir/service-kit';
import { eventually } from '@comptoir/testing';
import type { Report } from '@comptoir/workers';
import { startFakeProvider } from '../../subgraphs/sales/test/fake-provider/start.ts';
import { systemConfig } from '../src/config.ts';
import { isAlive } from '../src/local/processes.ts';
import { reachDatabases } from '../src/local/reach.ts';
import { startTopology, type Topology } from './topology.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('npm run reconcile', () => {
  let system: Topology;
  beforeAll(async () => {
    system = await startTopology('system');
  }, 120_000);
  afterAll(() => system.stop(), 60_000);

  /** The command beside the system: its exit code and what it prints. */
  const reconcile = (...flags: string[]) => reconcileWith({}, ...flags);

  async function reconcileWith(more: NodeJS.ProcessEnv, ...flags: string[]): Promise<{ code: number; output: string }> {
    const command = spawn(process.execPath, ['--import', 'tsx', 'system/src/reconcile.ts', ...flags], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', COMPTOIR_DATA_DIR: system.dataDir, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    command.stdout.on('data', (data) => (output += data));
    command.stderr.on('data', (data) => (output += data));
    const [code] = (await once(command, 'close')) as [number];
    return { code, output };
  }

  it('finds nothing in the demo chain, whole', async () => {
    const { code, output } = await reconcile('--all', '--json');
    const { findings, compared } = JSON.parse(output) as Report;
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
    expect(compared.orders).toBeGreaterThan(2_500);
  }, 60_000);

  it('does not say that the books agree where the payment provider does not answer', async () => {
    const nobody = { PAYMENT_PROVIDER_URL: 'http://127.0.0.1:9', PAYMENT_PROVIDER_SECRET: 'of-nobody'.repeat(4) };
    const { code, output } = await reconcileWith(nobody, '--all');
    expect({ code, output }).toEqual({
      ...{ code: 2, output: expect.stringMatching(/NOT COMPARED: payments: \d{3,} payments were not compared/) },
    });
    expect(output).not.toContain('The books agree.');
  }, 60_000);

  it('names the secret where the payment provider does not know ours', async () => {
    const provider = await startFakeProvider();
    const wrong = { PAYMENT_PROVIDER_URL: provider.url, PAYMENT_PROVIDER_SECRET: 'of-another-shop'.repeat(3) };
    const { code, output } = await reconcileWith(wrong, '--all').finally(() => provider.stop());
    expect({ code, output }).toEqual({
      code: 2,
      output: expect.stringMatching(
        /NOT COMPARED: payments: \d{3,} payments .* \(CARD\): It answered with status 401: is PAYMENT_PROVIDER_SECRET/,
      ),
    });
    expect(output).not.toContain('The books agree.');
  }, 60_000);

  it('says what disagrees beside a running system, mends it, and leaves an event', async () => {
    const { env } = await reachDatabases(systemConfig({ COMPTOIR_DATA_DIR: system.dataDir }));
    await withClient(databaseUrl(env, 'catalog'), async (catalog) => {
      await catalog.query(`UPDATE stock SET reserved = 3 WHERE (store_id, product_id) =
        (SELECT store_id, product_id FROM stock WHERE on_hand > 10 ORDER BY 1, 2 LIMIT 1)`);
      const found = await reconcile();
      expect(found.code).toBe(1);
      expect(found.output).toContain('STOCK_RESERVED: Another number of units is reserved than reservations hold.');
      expect(found.output).toContain('1 differences, 0 repaired, 1 left.');

      const mended = await reconcile('--repair');
      expect(mended).toMatchObject({ code: 0, output: expect.stringContaining('1 differences, 1 repaired, 0 left.') });
      const { rows } = await catalog.query(
        `SELECT data -> 'before' AS before FROM event WHERE type = 'BooksCorrected'`,
      );
      expect(rows).toEqual([{ before: { reserved: 3 } }]);
      expect((await reconcile()).code).toBe(0);
    });
  }, 60_000);

  it('is run by the system itself each hour, and shown to ops', async () => {
    const shown = await eventually(
      async () => {
        const page = await (await fetch(`${system.opsUrl}/metrics`)).text();
        return page.includes('reconcile_last_run_timestamp{') && page;
      },
      { what: 'the first run of the job' },
    );
    expect(shown).toContain('reconcile_differences{service="system",kind="MONEY_WITHOUT_SALE"} 0');
  });

  it('works on a system that is stopped, and leaves no server behind', async () => {
    const pid = system.processes().system ?? 0;
    process.kill(pid, 'SIGTERM');
    await eventually(() => !isAlive(pid), { within: 30_000, what: 'the end of the system' });
    expect(await reconcile()).toMatchObject({ code: 0, output: expect.stringContaining('The books agree.') });
    expect(existsSync(join(system.dataDir, 'pg', 'postmaster.pid'))).toBe(false);
    expect(existsSync(join(system.dataDir, 'owner.pid'))).toBe(false);
  }, 60_000);

  it('says so where there is no system, or the flag is none', async () => {
    const nowhere = await reachDatabases(systemConfig({ COMPTOIR_DATA_DIR: join(system.dataDir, 'none') })).catch(
      String,
    );
    expect(nowhere).toContain('No system has ever run on');
    expect(await reconcile('--mend')).toMatchObject({
      code: 2,
      output: expect.stringContaining("Unknown option '--mend'"),
    });
  }, 30_000);
});
