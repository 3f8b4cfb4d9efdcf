import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { provisionContext, readMigrations, withClient } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';

export type FreshDatabase = {
  /** As the context's processes connect: rows only, no DDL. */
  url: string;
  /** As migrations connect. */
  ownerUrl: string;
  drop(): Promise<void>;
};

/** Roles belong to the whole cluster: whoever makes them in a test derives their passwords from this, or locks the others out. */
export const TEST_SECRET = 'passwords of throw-away clusters';
const templates = new Map<ContextName, Promise<{ name: string; appUrl: string; ownerUrl: string }>>();

function adminUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url)
    throw new Error(
      'TEST_DATABASE_URL is not set: run the tests through jest at the root, whose set-up starts a throw-away cluster.',
    );
  return url;
}

const folderOf = (context: ContextName) =>
  fileURLToPath(new URL(`../../../subgraphs/${context}/prisma/migrations`, import.meta.url));

/** The migrated, empty database that others are copied from: made once a cluster and state of the migrations. */
function templateOf(context: ContextName): Promise<{ name: string; appUrl: string; ownerUrl: string }> {
  const known = templates.get(context);
  if (known) return known;
  const making = (async () => {
    const migrations = folderOf(context);
    const state = createHash('sha256')
      .update(
        readMigrations(migrations)
          .map((m) => m.checksum)
          .join(),
      )
      .digest('hex')
      .slice(0, 12);
    const name = `template_${context}_${state}`;
    const made = await withClient(adminUrl(), async (admin) => {
      await admin.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
      return provisionContext({ context, migrations, adminUrl: adminUrl(), secret: TEST_SECRET, database: name });
    });
    return { name, ...made };
  })();
  templates.set(context, making);
  return making;
}

/** A database of its own for a suite: migrated, empty, copied in some ten milliseconds. */
export async function freshDatabase(context: ContextName): Promise<FreshDatabase> {
  const template = await templateOf(context);
  const name = `test_${context}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const at = (url: string) => {
    const to = new URL(url);
    to.pathname = `/${name}`;
    return to.href;
  };
  await withClient(adminUrl(), async (admin) => {
    // A template in use cannot be copied: wait for whoever is making or copying it.
    await admin.query('SELECT pg_advisory_lock(hashtext($1))', [template.name]);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template.name} OWNER ${context}_owner`);
    await admin.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO ${context}_app`);
  });
  return {
    url: at(template.appUrl),
    ownerUrl: at(template.ownerUrl),
    drop: () =>
      withClient(adminUrl(), async (admin) => void (await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}
