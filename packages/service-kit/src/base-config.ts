import { rolePassword } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import { z } from 'zod';
import { envFlag, envInteger, loadConfig } from './config.ts';

type Env = Record<string, string | undefined>;

const schema = z.object({
  NODE_ENV: z.string().default('production'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  HOST: z.string().default('127.0.0.1'),
  PORT: envInteger(4000, 0, 65_535),
  OPS_PORT: envInteger(9400, 0, 65_535),
  INTERNAL_PORT: envInteger(4200, 0, 65_535),
  INTERNAL_SECRET: z
    .string({ error: 'set it to a random text of 32 characters or more, the same for all processes' })
    .min(32),
  ACTOR_PUBLIC_KEY: z.string({ error: 'set it to the public JSON Web Key of the gateway' }).optional(),
  REDIS_URL: z.string({ error: 'set it to redis://host:port; only the one-process system runs without Redis' }),
  DEMO: envFlag(false),
  POOL_SIZE: envInteger(8, 1, 100),
});

export type BaseConfig = z.infer<typeof schema>;

/** What every process of a fleet reads from its environment. */
export function baseConfig(env: Env): BaseConfig {
  return loadConfig(schema, env);
}

/**
 * The address of a context's database: DATABASE_URL_<CONTEXT>, else its database on the server DATABASE_URL, as the role
 * that the migration job made there (its password follows from INTERNAL_SECRET, so processes need no administrator's).
 */
export function databaseUrl(env: Env, context: ContextName): string {
  const own = env[`DATABASE_URL_${context.toUpperCase()}`];
  if (own) return own;
  if (!env.DATABASE_URL)
    throw new Error(`Set DATABASE_URL_${context.toUpperCase()} (or DATABASE_URL, the server of all contexts).`);
  const url = new URL(env.DATABASE_URL);
  const role = `${context}_app`;
  url.pathname = `/comptoir_${context}`;
  url.username = role;
  url.password = rolePassword(env.INTERNAL_SECRET ?? '', role);
  return url.href;
}
