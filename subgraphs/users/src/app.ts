import { readFileSync } from 'node:fs';
import type { Pool } from '@comptoir/database';
import { buildContextSchema, type Subgraph } from '@comptoir/graphql-kit';
import { statePort } from '@comptoir/messaging';
import { databaseHealth } from '@comptoir/service-kit';
import type { LiveBus } from '@comptoir/live';
import type { Logger } from '@comptoir/telemetry';
import { z } from 'zod';
import type { Deps } from './application/ports.ts';
import type { SessionConfig } from './config.ts';
import { createContext, type UsersContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { accountReads } from './infrastructure/account-reads.ts';
import { createAccessTokens } from './infrastructure/access-tokens.ts';
import { apiKeyPage, verifyApiKeys } from './infrastructure/api-key-reads.ts';
import { contactEndpoints } from './infrastructure/contacts.ts';
import { currentRevocations } from './infrastructure/housekeeping.ts';
import { createLoginThrottle } from './infrastructure/login-throttle.ts';
import { createPasswords, STANDARD_COST, type PasswordCost } from './infrastructure/passwords.ts';
import { createPrisma } from './infrastructure/prisma-client.ts';
import { createRefreshTokens } from './infrastructure/refresh-tokens.ts';
import { roleEndpoint } from './infrastructure/roles.ts';
import { createTransact } from './infrastructure/transact.ts';
import { usersTelemetry } from './telemetry/events.ts';

export { environment, usersConfig } from './config.ts';
export { LOW_COST, STANDARD_COST } from './infrastructure/passwords.ts';
import { USER_STATES } from './infrastructure/stream-states.ts';

export type UsersConfig = Partial<SessionConfig> & {
  /** Owned by the caller, like the bus. */
  pool: Pool;
  bus: LiveBus;
  log: Logger;
  service: string;
  demo: boolean;
  /** Of new passwords; lower it in tests only. */
  passwordCost?: PasswordCost;
};

const SDL = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
const keyCall = z.object({ key: z.string() });

/** The users context: accounts, sessions, API keys, and the keys by which access tokens are verified. */
export function buildUsers(config: UsersConfig, overrides: Partial<Deps> = {}): Subgraph<UsersContext> {
  const {
    pool,
    bus,
    log,
    service,
    passwordCost = STANDARD_COST,
    sessionIdleDays = 14,
    sessionLongestDays = 90,
  } = config;
  const prisma = createPrisma(pool);
  const accounts = accountReads(prisma);
  const reads = {
    ...accounts,
    apiKeyPage: (afterId: string | null, take: number) => apiKeyPage(prisma, afterId, take),
  };
  const accessTokens = createAccessTokens(pool);
  const deps: Deps = {
    transact: createTransact({ pool, bus, sessions: { sessionIdleDays, sessionLongestDays } }),
    accountById: async (id) => (await accounts.byIds([id]))[0] ?? null,
    accountByUsername: accounts.byUsername,
    emailTaken: accounts.emailTaken,
    passwords: createPasswords(passwordCost),
    accessTokens,
    refreshTokens: createRefreshTokens(pool),
    throttle: createLoginThrottle(pool),
    telemetry: usersTelemetry(service, log),
    ...overrides,
  };

  return {
    name: 'users',
    schema: buildContextSchema(SDL, resolvers, service),
    context: (request) => createContext(request, deps, reads),
    internal: {
      stateOf: statePort(pool, USER_STATES),
      ...contactEndpoints(pool),
      roleOf: roleEndpoint(pool),
      verifyApiKey: (calls) =>
        verifyApiKeys(
          pool,
          calls.map((call) => keyCall.parse(call).key),
        ),
      async jwks(calls) {
        const keys = await accessTokens.jwks();
        return calls.map(() => keys);
      },
      async revocations(calls) {
        const current = await currentRevocations(pool);
        return calls.map(() => current);
      },
    },
    health: async () => [await databaseHealth('users', pool)],
    dispose: () => prisma.$disconnect(),
  };
}
