import { seed as seedCatalog } from '@comptoir/catalog/seed';
import { seed as seedComplaints } from '@comptoir/complaints/seed';
import type { DemoPlan } from '@comptoir/contracts';
import { openPool, withClient, type ContextDatabase, type Pool } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import { seed as seedSagas } from '@comptoir/sagas/seed';
import { seed as seedSales } from '@comptoir/sales/seed';
import type { Logger } from '@comptoir/telemetry';
import { seed as seedUsers } from '@comptoir/users/seed';
import { demoPlan, type PlanOptions } from './plan.ts';

export const SEEDS: Partial<Record<ContextName, (pool: Pool, plan: DemoPlan) => Promise<void>>> = {
  users: seedUsers,
  catalog: seedCatalog,
  sales: seedSales,
  sagas: seedSagas,
  complaints: seedComplaints,
};

/**
 * Writes the demo chain into the databases that hold no event yet, each in one transaction: a start that was cut off
 * goes on where it stopped. Answers how many contexts were filled.
 */
export async function seedDemo(
  databases: Record<ContextName, ContextDatabase>,
  options: PlanOptions,
  log: Logger,
): Promise<number> {
  let plan: DemoPlan | null = null;
  const filled = await Promise.all(
    Object.entries(SEEDS).map(async ([name, seed]) => {
      const context = name as ContextName;
      const { appUrl, ownerUrl } = databases[context];
      const pool = openPool({ url: appUrl, context, max: 1, service: 'seed', log });
      try {
        const { rows } = await pool.query<{ empty: boolean }>('SELECT NOT EXISTS (SELECT FROM event) AS empty');
        if (!rows[0]?.empty) return 0;
        // Nobody else is there yet. All contexts are made by one thread, and while it is at one, the transaction of another waits.
        await pool.query('SET idle_in_transaction_session_timeout = 0');
        await seed(pool, (plan ??= demoPlan(options)));
        // Plans made now would take the tables for empty until autovacuum comes by. Only an owner may do this.
        await withClient(ownerUrl, (owner) => owner.query('ANALYZE'));
        return 1;
      } finally {
        await pool.end();
      }
    }),
  );
  return filled.reduce<number>((sum, one) => sum + one, 0);
}
