import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';
import { envFlag, envInteger, loadConfig } from '@comptoir/service-kit';
import { z } from 'zod';

type Env = Record<string, string | undefined>;

const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/, error: 'must be an address like postgres://user:password@host:5432/postgres' })
  .optional();
const redisUrl = z.url({ protocol: /^rediss?$/, error: 'must be an address like redis://host:6379' }).optional();

type OwnUrl = `DATABASE_URL_${Uppercase<ContextName>}`;
const ownUrl = (context: ContextName): OwnUrl => `DATABASE_URL_${context.toUpperCase() as Uppercase<ContextName>}`;

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: envInteger(4000, 0, 65_535),
  OPS_PORT: envInteger(9400, 0, 65_535),
  /** The fleet's processes take ports from here on. */
  FLEET_BASE_PORT: envInteger(4100, 1, 65_000),
  COMPTOIR_DATA_DIR: z.string().default('.data'),
  DATABASE_URL: postgresUrl,
  REDIS_URL: redisUrl,
  DEMO: envFlag(true),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  POOL_SIZE: envInteger(10, 2, 100),
  /** `shopper001` … beside the demo chain, for tests and benchmarks. */
  TEST_SHOPPERS: envInteger(0, 0, 1_000),
  ...(Object.fromEntries(CONTEXT_NAMES.map((context) => [ownUrl(context), postgresUrl])) as Record<
    OwnUrl,
    typeof postgresUrl
  >),
});

export type SystemConfig = z.infer<typeof schema> & {
  env: Env;
  /** Databases of contexts that have an address of their own. */
  ownUrls: Partial<Record<ContextName, string>>;
};

/** The environment of the process; nothing else reads it. */
export const environment: Env = process.env;

export function systemConfig(env: Env): SystemConfig {
  const config = loadConfig(schema, env);
  const own = CONTEXT_NAMES.flatMap((context): [ContextName, string][] => {
    const url = config[ownUrl(context)];
    return url ? [[context, url]] : [];
  });
  // Links in e-mails lead where the web app is; processes of a fleet have ports of their own.
  const told = { ...env, PUBLIC_URL: env.PUBLIC_URL || `http://127.0.0.1:${config.PORT}` };
  return { ...config, env: told, ownUrls: Object.fromEntries(own) };
}
