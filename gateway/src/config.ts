import { readFileSync } from 'node:fs';
import { baseConfig, envFlag, envInteger, loadConfig } from '@comptoir/service-kit';
import { z } from 'zod';
import { readManifest, type PersistedOperations } from './limits/allow-list.ts';
import { DEFAULT_LIMITS, type Limits } from './limits/limits.ts';

type Env = Record<string, string | undefined>;

/** What a gateway needs to know in either topology. */
export type GatewayConfig = {
  host: string;
  port: number;
  /** The web app shows the demo accounts and the test cards. */
  demo: boolean;
  /** Introspection (GraphiQL) and `/schema.graphql` are served. */
  development: boolean;
  /** Origins of web apps served elsewhere, which may call with credentials. */
  corsOrigins: string[];
  /** How many proxies of ours stand in front and write x-forwarded-for. */
  trustedProxies: number;
  /** The public address is HTTPS. */
  secure: boolean;
  /** The built web app; null serves none. */
  webRoot: string | null;
  limits: Limits;
  /** The only operations that are answered; null answers all. */
  persistedOperations: PersistedOperations | null;
  supergraphSdl: string;
};

const originList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  );

const schema = z.object({
  NODE_ENV: z.string().default('production'),
  HOST: z.string().default('127.0.0.1'),
  PORT: envInteger(4000, 0, 65_535),
  DEMO: envFlag(false),
  INTROSPECTION: z.enum(['true', 'false']).optional(),
  CORS_ORIGINS: originList,
  TRUSTED_PROXIES: envInteger(0, 0, 10),
  PUBLIC_URL: z.url().optional(),
  WEB_ROOT: z.string().optional(),
  SUPERGRAPH_FILE: z.string().optional(),
  PERSISTED_OPERATIONS_FILE: z.string().optional(),
  OPERATIONS_PER_MINUTE: envInteger(DEFAULT_LIMITS.operationsPerPerson, 1),
  ANONYMOUS_OPERATIONS_PER_MINUTE: envInteger(DEFAULT_LIMITS.operationsPerAddress, 1),
  LOGINS_PER_MINUTE: envInteger(DEFAULT_LIMITS.loginsPerAddress, 1),
  REGISTRATIONS_PER_MINUTE: envInteger(DEFAULT_LIMITS.registrationsPerAddress, 1),
});

/** The environment of the process; composition roots hand it on. */
export const environment = process.env;

/** Configuration of the gateway itself, which the one-process system shares. */
export function gatewayConfig(env: Env): GatewayConfig {
  const read = loadConfig(schema, env);
  const byDefault = read.NODE_ENV === 'development' || read.DEMO;
  return {
    host: read.HOST,
    port: read.PORT,
    demo: read.DEMO,
    development: read.INTROSPECTION === undefined ? byDefault : read.INTROSPECTION === 'true',
    corsOrigins: read.CORS_ORIGINS,
    trustedProxies: read.TRUSTED_PROXIES,
    secure: read.PUBLIC_URL?.startsWith('https:') ?? false,
    webRoot: read.WEB_ROOT ?? null,
    limits: {
      ...DEFAULT_LIMITS,
      operationsPerPerson: read.OPERATIONS_PER_MINUTE,
      operationsPerAddress: read.ANONYMOUS_OPERATIONS_PER_MINUTE,
      loginsPerAddress: read.LOGINS_PER_MINUTE,
      registrationsPerAddress: read.REGISTRATIONS_PER_MINUTE,
    },
    persistedOperations: read.PERSISTED_OPERATIONS_FILE
      ? readManifest(readFileSync(read.PERSISTED_OPERATIONS_FILE, 'utf8'))
      : null,
    supergraphSdl: readFileSync(read.SUPERGRAPH_FILE ?? new URL('../supergraph.graphql', import.meta.url), 'utf8'),
  };
}

const fleetSchema = z.object({
  ACTOR_PRIVATE_KEY: z.string({ error: 'set it to the private JSON Web Key that signs actors' }),
  INTERNAL_URL_USERS: z.url({ error: 'set it to the internal address of users, http://host:port' }),
});

/** What only a gateway in a process of its own reads: where the others are, and the key that it signs actors with. */
export function fleetConfig(env: Env) {
  const { OPS_PORT, LOG_LEVEL, INTERNAL_SECRET, REDIS_URL } = baseConfig(env);
  const { ACTOR_PRIVATE_KEY, INTERNAL_URL_USERS } = loadConfig(fleetSchema, env);
  return {
    opsPort: OPS_PORT,
    logLevel: LOG_LEVEL,
    internalSecret: INTERNAL_SECRET,
    redisUrl: REDIS_URL,
    actorPrivateKey: ACTOR_PRIVATE_KEY,
    usersInternalUrl: INTERNAL_URL_USERS,
  };
}

/** `http://host:port` of a subgraph, from SUBGRAPH_URL_<NAME> (its path is always /graphql). */
export function subgraphUrl(env: Env, name: string): string {
  const variable = `SUBGRAPH_URL_${name.toUpperCase()}`;
  const url = env[variable];
  if (!url || !URL.canParse(url))
    throw new Error(`${variable}: set it to the address of ${name}, http://host:port/graphql.`);
  return new URL(url).origin;
}
