import { openPool, type Pool } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import { databaseHealth, databaseUrl, requireMigrated } from '@comptoir/service-kit';
import type { Logger } from '@comptoir/telemetry';
import { contextsOf, type Role } from './roles.ts';

export type PoolsOptions = {
  roles: readonly Role[];
  env: Record<string, string | undefined>;
  /** Connections a context. */
  max: number;
  service: string;
  log: Logger;
};

/** Opens the databases that a worker process of these roles works on; refuses one that waits for migrations. */
export async function openPools({ roles, env, max, service, log }: PoolsOptions) {
  const contexts = contextsOf(roles);
  await Promise.all(contexts.map((context) => requireMigrated(databaseUrl(env, context), context)));
  const pools = new Map(
    contexts.map((context) => [context, openPool({ url: databaseUrl(env, context), context, max, service, log })]),
  );

  return {
    of(context: ContextName): Pool {
      const pool = pools.get(context);
      if (!pool) throw new Error(`The roles ${roles.join(', ')} do not work on ${context}.`);
      return pool;
    },
    health: () => Promise.all([...pools].map(([context, pool]) => databaseHealth(context, pool))),
    end: async () => void (await Promise.all([...pools.values()].map((pool) => pool.end()))),
  };
}
