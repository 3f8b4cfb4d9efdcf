import { randomUUID } from 'node:crypto';
import { openPool, type Pool } from '@comptoir/database';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import type { Actor, Role } from '@comptoir/kit';
import { memoryBus, type LiveMessage } from '@comptoir/live';
import { EVENTS_CHANNEL } from '@comptoir/messaging';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { freshDatabase } from '@comptoir/testing/database';
import { graphql, type GraphQLError } from 'graphql';
import { buildUsers, LOW_COST } from '../src/app.ts';

export type Answer = {
  data: Record<string, never> & Record<string, unknown>;
  errors: readonly GraphQLError[];
  text: string;
};

/** One browser, script or person: an actor as the gateway would have verified it, and a cookie jar. */
export type TestPerson = {
  id: string;
  username: string;
  password: string;
  actor: Actor | null;
  cookie: string | null;
  ask(query: string, variables?: object): Promise<Answer>;
  /** The one root field's value, as loose JSON. */
  value(query: string, variables?: object): Promise<Loose>;
};

/** Loose JSON of an answer, for expectations. */
export type Loose = { [field: string]: Loose } & { __typename?: string };

export async function startUsers() {
  const database = await freshDatabase('users');
  const log = createLogger('users-test', 'silent');
  const pool = openPool({ url: database.url, context: 'users', max: 5, service: 'users-test', log });
  const bus = memoryBus();
  const published: LiveMessage[] = [];
  bus.subscribe('identity', (messages) => void published.push(...messages));
  const woken: string[] = [];
  bus.subscribe(EVENTS_CHANNEL, (messages) => void woken.push(...messages.map(({ key }) => key)));
  const config = { pool, bus, log, service: 'users-test', demo: false, passwordCost: LOW_COST };
  const users = buildUsers(config);

  function personOf(id: string, username: string, password: string, actor: Actor | null): TestPerson {
    const person: TestPerson = {
      ...{ id, username, password, actor, cookie: null },
      async ask(query, variables = {}) {
        const request: SubgraphRequest = {
          actor: person.actor,
          trace: newTrace(),
          client: { address: '192.0.2.7', userAgent: 'jest' },
          cookie: { refreshToken: person.cookie, setRefreshToken: (token) => void (person.cookie = token) },
        };
        const result = await graphql({
          schema: users.schema,
          source: query,
          variableValues: { ...variables },
          contextValue: users.context(request),
        });
        const text = JSON.stringify(result);
        return { data: JSON.parse(JSON.stringify(result.data ?? {})), errors: result.errors ?? [], text };
      },
      async value(query, variables) {
        const { data, errors } = await person.ask(query, variables);
        if (errors.length > 0) throw new Error(`${query}\n→ ${errors.map((e) => e.stack).join('\n')}`);
        return Object.values(data)[0] as unknown as Loose;
      },
    };
    return person;
  }

  const nobody = () => personOf('', '', '', null);

  /** A new account with a session; an actor as its access token would give. */
  async function aPerson(role: Role = 'CLIENT', storeIds: string[] = []): Promise<TestPerson> {
    const username = `${role.toLowerCase()}-${randomUUID().slice(0, 8)}`;
    const password = `secret of ${username}`;
    const person = personOf('', username, password, null);
    const { user, accessToken } = await person.value(REGISTER, {
      input: { username, email: `${username}@example.test`, password, displayName: `The ${username}` },
    });
    person.id = String(user?.id);
    if (role !== 'CLIENT')
      await pool.query('UPDATE account SET role = $2, store_ids = $3 WHERE id = $1', [person.id, role, storeIds]);
    person.actor = { sub: person.id, role, storeIds, sessionId: String(claimsOf(String(accessToken)).sid) };
    return person;
  }

  return {
    users,
    pool,
    published,
    /** Resolves when everybody was told that the rights of this person, session or key have ended. */
    toldOf: (key: string) => eventually(() => published.some((message) => message.key === key), { within: 1_000 }),
    /** Contexts whose relays were told to look. */
    woken,
    nobody,
    aPerson,
    /** A second process on the same database. */
    another: () => buildUsers(config),
    personOf,
    events: (streamId: string) => eventsOf(pool, streamId),
    async dispose() {
      await users.dispose();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestUsers = Awaited<ReturnType<typeof startUsers>>;

export function claimsOf(accessToken: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<
    string,
    unknown
  >;
}

async function eventsOf(
  pool: Pool,
  streamId: string,
): Promise<{ type: string; data: unknown; metadata: Record<string, unknown> }[]> {
  const { rows } = await pool.query(
    'SELECT type, data, metadata FROM event WHERE stream_id = $1 ORDER BY stream_version',
    [streamId],
  );
  return rows as never;
}

const PROBLEM =
  '... on Problem { code message } ... on ValidationProblem { fields { path message } } ... on ConflictProblem { currentVersion }';
const SIGNED_IN = 'accessToken expiresAt user { id username displayName email role createdAt version }';
const USER = 'user { id username displayName email role version suspendedAt stores { id } }';
const mutation = (name: string, success: string, problem = PROBLEM) => {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${success} } ${problem} } }`;
};

const PLAIN = '... on Problem { code message }';
const FIELDS = `${PLAIN} ... on ValidationProblem { fields { path message } }`;
const CONFLICT = `${PLAIN} ... on ConflictProblem { currentVersion }`;

export const REGISTER = mutation('register', SIGNED_IN, FIELDS);
export const LOGIN = mutation('login', SIGNED_IN, PLAIN);
export const REFRESH = mutation('refreshSession', SIGNED_IN, PLAIN);
export const LOGOUT = mutation('logout', 'endedSessions', '');
export const UPDATE_PROFILE = mutation('updateProfile', USER);
export const CHANGE_PASSWORD = mutation('changePassword', USER, FIELDS);
export const SET_ROLE = mutation('setUserRole', USER);
export const SUSPEND = mutation('suspendUser', USER, CONFLICT);
export const ERASE = mutation(
  'eraseUser',
  'user { id username displayName email suspendedAt erasedAt version }',
  CONFLICT,
);
export const REINSTATE = mutation('reinstateUser', USER, CONFLICT);
export const CREATE_KEY = mutation(
  'createApiKey',
  'key apiKey { id name prefix createdAt expiresAt revokedAt user { id } }',
  FIELDS,
);
export const REVOKE_KEY = mutation('revokeApiKey', 'apiKey { id revokedAt }', PLAIN);
