import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** A migration as it lies in `prisma/migrations/<time>_<name>/migration.sql`. */
export type Migration = { name: string; sql: string; checksum: string };

type Applied = { migration_name: string; checksum: string; finished_at: Date | null; rolled_back_at: Date | null };

/** Prisma's own key, so that its command line and this runner wait for each other. */
const LOCK = 72707369;

/** Prisma's own table, so that its command line works on these databases and this runner on its. */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/** The migrations of a folder, in the order in which they run. */
export function readMigrations(dir: string): Migration[] {
  if (!existsSync(dir)) throw new Error(`There is no folder of migrations at ${dir}.`);
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Names of the migrations that the database has not seen yet. Throws when one it has seen was edited since. */
export async function pendingMigrations(url: string, dir: string): Promise<string[]> {
  const all = readMigrations(dir);
  return withClient(url, async (client) => notApplied(all, await appliedOf(client)).map((m) => m.name));
}

/**
 * Brings a database to its newest migration; answers the names of those that ran. Each file is one transaction together
 * with its row. Two runners wait for each other, and the second finds nothing left to do.
 */
export async function migrate(url: string, dir: string): Promise<string[]> {
  const all = readMigrations(dir);
  return withClient(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(TABLE);
    const pending = notApplied(all, await appliedOf(client));
    for (const migration of pending) await apply(client, migration);
    return pending.map((m) => m.name);
  });
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const started = new Date();
  try {
    await client.query('BEGIN');
    // Without parameters the whole file is one simple query: function bodies and semicolons stay whole.
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, started],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${name} failed and was rolled back: ${(cause as Error).message}`, { cause });
  }
}

async function appliedOf(client: pg.Client): Promise<Applied[]> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
  );
  if (!found[0]?.there) return [];
  const { rows } = await client.query<Applied>(
    'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return rows;
}

function notApplied(all: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const byName = new Map(applied.map((row) => [row.migration_name, row]));
  for (const { name, checksum } of all) {
    const row = byName.get(name);
    if (row && !row.finished_at)
      throw new Error(
        `Migration ${name} was begun by another tool and never finished. Repair the database, then: npx prisma migrate resolve --rolled-back ${name}`,
      );
    if (row && row.checksum !== checksum)
      throw new Error(
        `Migration ${name} was edited after it had run here. Put its file back as it was and write what is new into a new migration; in development, npm run reset starts over.`,
      );
  }
  const known = new Set(all.map((m) => m.name));
  const strange = applied.find((row) => !known.has(row.migration_name));
  if (strange)
    throw new Error(
      `The database has seen migration ${strange.migration_name}, which this version of the code does not have: it is older than its data. Start the newer version, or npm run reset in development.`,
    );
  return all.filter((m) => !byName.has(m.name));
}
