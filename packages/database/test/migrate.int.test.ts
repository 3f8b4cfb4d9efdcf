import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate, pendingMigrations, provisionContext, withClient } from '@comptoir/database';
import { CONTEXT_NAMES } from '@comptoir/kit';
import { freshDatabase, TEST_SECRET } from '@comptoir/testing/database';

const adminUrl = process.env.TEST_DATABASE_URL ?? '';
const names: string[] = [];
let dir = '';
let database = '';
let url = '';

function write(name: string, sql: string): void {
  mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, name, 'migration.sql'), sql);
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comptoir-migrations-'));
  database = `migrate_${process.pid}_${names.length}`;
  names.push(database);
  await withClient(adminUrl, (admin) => admin.query(`CREATE DATABASE ${database}`));
  const own = new URL(adminUrl);
  own.pathname = `/${database}`;
  url = own.href;
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

afterAll(async () => {
  await withClient(adminUrl, async (admin) => {
    for (const name of names) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
});

describe('migrate', () => {
  it('runs each file once, in order, function bodies and all', async () => {
    write(
      '20260101000000_a',
      `CREATE TABLE a (n int); CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;`,
    );
    write('20260102000000_b', 'INSERT INTO a SELECT f();');
    expect(await pendingMigrations(url, dir)).toEqual(['20260101000000_a', '20260102000000_b']);
    expect(await migrate(url, dir)).toEqual(['20260101000000_a', '20260102000000_b']);
    expect(await migrate(url, dir)).toEqual([]);
    expect(await pendingMigrations(url, dir)).toEqual([]);
    const { rows } = await withClient(url, (c) => c.query('SELECT n FROM a'));
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('leaves nothing of a migration that fails, and names it', async () => {
    write('20260101000000_a', 'CREATE TABLE a (n int); SELECT 1/0;');
    await expect(migrate(url, dir)).rejects.toThrow(/20260101000000_a failed and was rolled back: division by zero/);
    const { rows } = await withClient(url, (c) =>
      c.query(`SELECT to_regclass('a') AS a, (SELECT count(*)::int FROM _prisma_migrations) AS n`),
    );
    expect(rows).toEqual([{ a: null, n: 0 }]);
    write('20260101000000_a', 'CREATE TABLE a (n int);');
    expect(await migrate(url, dir)).toEqual(['20260101000000_a']);
  });

  it('refuses a file that was edited after it had run, and a database newer than the code', async () => {
    write('20260101000000_a', 'CREATE TABLE a (n int);');
    await migrate(url, dir);
    write('20260101000000_a', 'CREATE TABLE a (n bigint);');
    await expect(migrate(url, dir)).rejects.toThrow(/was edited after it had run/);
    await expect(pendingMigrations(url, dir)).rejects.toThrow(/was edited after it had run/);
    rmSync(join(dir, '20260101000000_a'), { recursive: true });
    await expect(migrate(url, dir)).rejects.toThrow(/older than its data/);
  });

  it('runs once when two start together', async () => {
    write('20260101000000_a', 'CREATE TABLE a (n int); SELECT pg_sleep(0.1);');
    const ran = await Promise.all([migrate(url, dir), migrate(url, dir), migrate(url, dir)]);
    expect(ran.flat()).toEqual(['20260101000000_a']);
  });
});

describe('provisionContext', () => {
  const provision = () =>
    provisionContext({
      context: 'audit',
      migrations: dir,
      adminUrl,
      secret: TEST_SECRET,
      database: `${database}_audit`,
    });

  it('gives processes rows and no DDL, and no way to change an event', async () => {
    names.push(`${database}_audit`);
    write(
      '20260101000000_a',
      'CREATE TABLE event (n int); CREATE TABLE other (n int GENERATED ALWAYS AS IDENTITY, m int); CREATE SCHEMA extra; CREATE TABLE extra.t (n int);',
    );
    const { appUrl, migrated } = await provision();
    expect(migrated).toEqual(['20260101000000_a']);
    await withClient(appUrl, async (app) => {
      await app.query(
        'INSERT INTO event VALUES (1); INSERT INTO other (m) VALUES (1); UPDATE other SET m = 2; DELETE FROM other; INSERT INTO extra.t VALUES (1)',
      );
      for (const sql of [
        'UPDATE event SET n = 2',
        'DELETE FROM event',
        'TRUNCATE event',
        'CREATE TABLE x (n int)',
        'DROP TABLE other',
        'DELETE FROM _prisma_migrations',
      ])
        await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
    });
    expect((await provision()).migrated).toEqual([]);
    write('20260102000000_b', 'CREATE TABLE later (n int)');
    expect((await provision()).migrated).toEqual(['20260102000000_b']);
    await withClient(appUrl, (app) => app.query('INSERT INTO later VALUES (1)'));
  });

  it('takes back a right to change events that an older version gave', async () => {
    names.push(`${database}_audit`);
    write('20260101000000_a', 'CREATE TABLE event (n int)');
    const { appUrl, ownerUrl } = await provision();
    await withClient(ownerUrl, (owner) => owner.query('GRANT UPDATE, DELETE ON event TO audit_app'));
    await provision();
    await withClient(appUrl, (app) => expect(app.query('DELETE FROM event')).rejects.toMatchObject({ code: '42501' }));
  });

  it.each(CONTEXT_NAMES)('lets %s add events and read them, and nothing else', async (context) => {
    const fresh = await freshDatabase(context);
    await withClient(fresh.url, async (app) => {
      await app.query(
        `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
         VALUES (gen_random_uuid(), gen_random_uuid(), 'x', 1, 'X', 1, '{}', '{}')`,
      );
      for (const sql of ['UPDATE event SET type = type', 'DELETE FROM event', 'TRUNCATE event'])
        await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
      expect((await app.query('SELECT FROM event')).rowCount).toBe(1);
    });
    await fresh.drop();
  });

  it('uses an address without an administrator as it is', async () => {
    write('20260101000000_a', 'CREATE TABLE a (n int)');
    const made = await provisionContext({
      context: 'users',
      migrations: dir,
      adminUrl: null,
      ownUrl: url,
      secret: TEST_SECRET,
    });
    expect(made).toEqual({ ownerUrl: url, appUrl: url, migrated: ['20260101000000_a'] });
    await expect(
      provisionContext({ context: 'users', migrations: dir, adminUrl: null, secret: TEST_SECRET }),
    ).rejects.toThrow(/DATABASE_URL_USERS/);
  });
});
