import type { Pool } from '@comptoir/database';
import type { HealthLine } from '@comptoir/graphql-kit';
import type { ContextName } from '@comptoir/kit';

/** Whether a context's database answers. */
export function databaseHealth(context: ContextName, pool: Pool): Promise<HealthLine> {
  const name = `database ${context}`;
  return pool.query('SELECT 1').then(
    () => ({ name, ok: true }),
    (error: Error) => ({ name, ok: false, detail: error.message }),
  );
}
