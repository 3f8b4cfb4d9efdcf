import { fileURLToPath } from 'node:url';
import { pendingMigrations } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';

/** Throws when the context's database is older than this code: a process that does not migrate must not start on it. */
export async function requireMigrated(url: string, context: ContextName): Promise<void> {
  const folder = fileURLToPath(new URL(`../../../subgraphs/${context}/prisma/migrations`, import.meta.url));
  const pending = await pendingMigrations(url, folder);
  if (pending.length === 0) return;
  throw new Error(
    `The database of ${context} waits for ${pending.join(', ')}. Run the migrations first: npm start and npm run start:fleet do it, in containers the job "migrate".`,
  );
}
