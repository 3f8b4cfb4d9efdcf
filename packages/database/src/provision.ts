import { createHmac } from 'node:crypto';
import type { ContextName } from '@comptoir/kit';
import pg from 'pg';
import { migrate, pendingMigrations, withClient } from './migrate.ts';

export type ContextDatabase = {
  /** Owns the tables: migrations only. */
  ownerUrl: string;
  /** What processes work with: no DDL, and no UPDATE or DELETE of events. */
  appUrl: string;
  /** Names of the migrations that ran now. */
  migrated: string[];
};

export type ProvisionOptions = {
  context: ContextName;
  /** Folder of the context's migrations. */
  migrations: string;
  /** The server, as a role that may create databases and roles. */
  adminUrl: string | null;
  /** DATABASE_URL_<CONTEXT>: with `adminUrl` it names database, role and password to make; alone it is used as it is. */
  ownUrl?: string | null;
  /** Passwords of roles that are made here are derived from it. */
  secret: string;
  database?: string;
};

/** Tables that say what happened: whoever could change one could change what is true. */
const ADDED_TO = ['event', 'audit_event', 'audit_signed_head'];

const sessionRole = (url: string, database: string, role: string): string => {
  const to = new URL(url);
  to.pathname = `/${database}`;
  to.searchParams.set('options', `-c role=${role}`);
  return to.href;
};

/** The password of a role, the same at every start from the same secret. */
export const rolePassword = (secret: string, role: string): string =>
  createHmac('sha256', secret).update(role).digest('base64url');

/**
 * Makes a context's database, its two roles and its tables where they are missing, and answers the addresses. Asks one
 * question when there is nothing to do.
 */
export async function provisionContext(options: ProvisionOptions): Promise<ContextDatabase> {
  const { context, migrations, adminUrl, ownUrl, secret } = options;
  if (!adminUrl) {
    if (!ownUrl)
      throw new Error(`No database for ${context}: set DATABASE_URL_${context.toUpperCase()} or DATABASE_URL.`);
    return { ownerUrl: ownUrl, appUrl: ownUrl, migrated: await migrate(ownUrl, migrations) };
  }
  const app = new URL(ownUrl ?? adminUrl);
  if (!ownUrl) {
    app.pathname = `/${options.database ?? `comptoir_${context}`}`;
    app.username = `${context}_app`;
    app.password = rolePassword(secret, `${context}_app`);
  }
  const appUrl = app.href;
  const database = decodeURIComponent(app.pathname.slice(1));
  const owner = `${context}_owner`;
  // The owner cannot sign in; the administrator takes its role. So there is no password of it to lose.
  const ownerUrl = sessionRole(adminUrl, database, owner);
  if (await isReady(appUrl, migrations)) return { ownerUrl, appUrl, migrated: [] };

  const role = { name: decodeURIComponent(app.username), password: decodeURIComponent(app.password) };
  await withClient(adminUrl, (admin) => makeRolesAndDatabase(admin, { database, owner, app: role }));
  const migrated = await migrate(ownerUrl, migrations);
  await withClient(ownerUrl, (client) => grant(client, role.name));
  return { ownerUrl, appUrl, migrated };
}

/** A database that its role may shape itself: BullMQ makes its own tables where there is no Redis. */
export async function provisionQueues(adminUrl: string, secret: string, database = 'comptoir_queues'): Promise<string> {
  const app = new URL(adminUrl);
  app.pathname = `/${database}`;
  app.username = 'queues_app';
  app.password = rolePassword(secret, 'queues_app');
  if (await canConnect(app.href)) return app.href;
  await withClient(adminUrl, (admin) =>
    makeRolesAndDatabase(admin, {
      database,
      owner: 'queues_app',
      app: { name: 'queues_app', password: decodeURIComponent(app.password) },
    }),
  );
  return app.href;
}

const missing = (error: unknown): boolean =>
  // No such database, role or right, wrong password, no login: all repaired by making them.
  ['3D000', '28P01', '28000', '42501'].includes((error as { code?: string }).code ?? '');

async function isReady(appUrl: string, migrations: string): Promise<boolean> {
  try {
    return (await pendingMigrations(appUrl, migrations)).length === 0 && (await withClient(appUrl, hasRights));
  } catch (error) {
    if (missing(error)) return false;
    throw error;
  }
}

/** Whether the app role has its rights to every table and no others: a start may have been cut off before it granted. */
async function hasRights(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ all: boolean | null }>(
    `SELECT bool_and(has_table_privilege(oid, 'SELECT') AND NOT (relname = ANY($1) AND has_table_privilege(oid, 'UPDATE, DELETE'))) AS all
       FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace`,
    [ADDED_TO],
  );
  return rows[0]?.all ?? true;
}

async function canConnect(url: string): Promise<boolean> {
  try {
    return await withClient(url, async () => true);
  } catch (error) {
    if (missing(error)) return false;
    throw error;
  }
}

type Names = { database: string; owner: string; app: { name: string; password: string } };

async function makeRolesAndDatabase(admin: pg.Client, { database, owner, app }: Names): Promise<void> {
  const id = pg.escapeIdentifier;
  // Roles belong to the server: others may be making the same ones now (workers of a test run, replicas of a job).
  await admin.query('SELECT pg_advisory_lock(hashtext($1))', ['comptoir.provision']);
  const hasRole = async (name: string) =>
    (await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [name])).rowCount === 1;
  if (owner !== app.name && !(await hasRole(owner))) {
    await admin.query(`CREATE ROLE ${id(owner)} NOLOGIN`);
    await admin.query(`GRANT ${id(owner)} TO CURRENT_USER`);
  }
  const { rows } = await admin.query<{ me: string }>('SELECT current_user AS me');
  if (app.name !== rows[0]?.me) {
    const login = `LOGIN PASSWORD ${pg.escapeLiteral(app.password)}`;
    await admin.query(`${(await hasRole(app.name)) ? 'ALTER' : 'CREATE'} ROLE ${id(app.name)} ${login}`);
    if (owner === app.name) await admin.query(`GRANT ${id(owner)} TO CURRENT_USER`);
  }
  if ((await admin.query('SELECT FROM pg_database WHERE datname = $1', [database])).rowCount === 0)
    await admin.query(`CREATE DATABASE ${id(database)} OWNER ${id(owner)}`);
  await admin.query(`REVOKE ALL ON DATABASE ${id(database)} FROM PUBLIC`);
  await admin.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${id(database)} TO ${id(app.name)}`);
}

/** Rows of everything to the app role, but the history of migrations only to read, and events only to add to. */
async function grant(client: pg.Client, app: string): Promise<void> {
  const to = pg.escapeIdentifier(app);
  // All or nothing: an app role with half of its rights would look ready at the next start.
  await client.query('BEGIN');
  const { rows: schemas } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname = 'public' OR nspowner = current_user::regrole`,
  );
  for (const { name } of schemas) {
    const schema = pg.escapeIdentifier(name);
    await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${to}`);
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${to}`);
    await client.query(`GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${to}`);
  }
  for (const [table, rights] of [
    ['_prisma_migrations', 'INSERT, UPDATE, DELETE'],
    ...ADDED_TO.map((table) => [table, 'UPDATE, DELETE']),
  ] as const) {
    const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
      table ?? '',
    ]);
    if (rows[0]?.there) await client.query(`REVOKE ${rights} ON ${pg.escapeIdentifier(table ?? '')} FROM ${to}`);
  }
  // Partitions are reached through their table, whose rights hold; by themselves they would be a way around them.
  const { rows: partitions } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relispartition AND c.relkind = 'r' AND c.relowner = current_user::regrole`,
  );
  for (const { name } of partitions) await client.query(`REVOKE ALL ON ${name} FROM ${to}`);
  await client.query('COMMIT');
}
