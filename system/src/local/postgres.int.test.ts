import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startPostgres } from './postgres.ts';
import { isAlive } from './processes.ts';

let dataDir: string;
let said: string[];
const log = (line: string) => void said.push(line);
/** It gives up at once on a server that says nothing, so that only its answers keep it waiting. */
const patience = { silentMs: 1_500, workingMs: 60_000, tellMs: 1_000 };

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'comptoir-recovery-'));
  said = [];
  await (await startPostgres({ dataDir, durable: false })).stop();
}, 60_000);
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const configure = (line: string) => appendFileSync(join(dataDir, 'pg/postgresql.auto.conf'), `${line}\n`);

/** Its next start recovers, and takes long for it: each log that it looks for is a while away. */
function recoverSlowly(): void {
  configure(`hot_standby = off\nrestore_command = 'sleep 1; false'`);
  writeFileSync(join(dataDir, 'pg/recovery.signal'), '');
}

const serverPid = () => Math.abs(Number(readFileSync(join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]));

it('waits for a server that recovers as long as it says so, and tells of it', async () => {
  recoverSlowly();
  const startedAt = Date.now();
  const postgres = await startPostgres({ dataDir, durable: false, log, patience });
  expect(Date.now() - startedAt).toBeGreaterThan(patience.silentMs + 500);
  expect(said).toContainEqual(expect.stringMatching(/^PostgreSQL has been at work for \d+ s \(.*\): it recovers/));
  expect(existsSync(join(dataDir, 'pg/recovery.signal'))).toBe(false);
  await postgres.stop();
}, 60_000);

it('leaves no server behind when it gives up', async () => {
  recoverSlowly();
  let pid = 0;
  const tell = (line: string) => {
    log(line);
    pid = serverPid();
    expect(isAlive(pid, 'postgres')).toBe(true);
  };
  const impatient = { ...patience, workingMs: 1_500, tellMs: 500 };
  await expect(startPostgres({ dataDir, durable: false, log: tell, patience: impatient })).rejects.toThrow(
    /^PostgreSQL did not become ready within \d+ s \(.*\)\. Its log says why: postgres\.log/,
  );
  expect(pid).toBeGreaterThan(0);
  expect(isAlive(pid, 'postgres')).toBe(false);
}, 60_000);

it('lets a server of an earlier run end in its own time while it says that it is at work', async () => {
  configure(`archive_mode = on\narchive_command = 'sleep 3'`);
  const earlier = await startPostgres({ dataDir, durable: false });
  const postgres = await startPostgres({ dataDir, durable: false, log, patience });
  expect(isAlive(earlier.pid, 'postgres')).toBe(false);
  expect(said).toContain(`the PostgreSQL server (pid ${earlier.pid}) is still at work before it stops`);
  expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).not.toContain('not properly shut down');
  await postgres.stop();
}, 60_000);
