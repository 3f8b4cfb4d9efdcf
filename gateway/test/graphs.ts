import { EventEmitter, on } from 'node:events';
import {
  badUserInput,
  buildContextSchema,
  forbidden,
  requireActor,
  type RequestContext,
  type Subgraph,
} from '@comptoir/graphql-kit';
import { setTimeout as wait } from 'node:timers/promises';

/** What the small subgraphs of these tests have seen and what they are told to do. */
export type Stage = {
  /** `subgraph.field` for each resolver call. */
  calls: string[];
  /** Versions go out on this: `{ version }` for the saga, `{ id }` for the feed. */
  pulse: EventEmitter;
  /** Resolves when a slow query may answer. */
  gate: Promise<void>;
  /** Characters in `Saga.note`: how large an event is. */
  noteSize: number;
  /** Streams open at the subgraph now. */
  open: number;
};

export const SAGAS_SDL = /* GraphQL */ `
  type Query {
    saga(id: ID!): Saga
    sagas(first: Int = 20, after: String): SagaConnection
    slow: String
    broken: String
    hole: Saga
    secret: String
  }
  type Mutation {
    login(input: LoginInput!): String
    rename(id: ID!, name: String!): Saga
  }
  input LoginInput {
    username: String!
  }
  type Subscription {
    sagaUpdated(sagaId: ID!, afterVersion: Int): Saga!
    sagaActivity: Saga!
    refused: Saga!
  }
  type Saga @key(fields: "id") {
    id: ID!
    version: Int!
    note: String!
    user: User!
    createdAt: DateTime
  }
  type SagaConnection {
    edges: [SagaEdge!]!
  }
  type SagaEdge {
    node: Saga!
    cursor: String!
  }
  type User @key(fields: "id", resolvable: false) {
    id: ID!
  }
`;

export const USERS_SDL = /* GraphQL */ `
  type Query {
    me: User
    users: [User!]
  }
  type Mutation {
    refresh: String
  }
  type User @key(fields: "id") {
    id: ID!
    name: String
    "Never null, as long as the person exists."
    since: String!
    friends: [User!]
  }
`;

type Saga = { id: string; version: number };

/** A stream of versions above `after`, as a subgraph of ours would make one; its return() takes effect at once. */
function versions(stage: Stage, id: string, after: number): AsyncIterableIterator<{ sagaUpdated: Saga }> {
  const abort = new AbortController();
  const events = on(stage.pulse, 'version', { signal: abort.signal });
  stage.open++;
  let next = after + 1;
  const iterator: AsyncIterableIterator<{ sagaUpdated: Saga }> = {
    async next() {
      try {
        for (;;) {
          const { value } = await events.next();
          const [version] = value as [number];
          if (version < next) continue;
          next = version + 1;
          return { value: { sagaUpdated: { id, version } }, done: false };
        }
      } catch {
        // Aborted by return().
        return { value: undefined, done: true };
      }
    },
    async return() {
      if (!abort.signal.aborted) stage.open--;
      abort.abort();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

export function createStage(): Stage {
  return { calls: [], pulse: new EventEmitter(), gate: Promise.resolve(), noteSize: 1, open: 0 };
}

function subgraph(name: Subgraph['name'], sdl: string, resolvers: object): Subgraph {
  return {
    name,
    schema: buildContextSchema(sdl, resolvers as never),
    context: (request) => request,
    internal: {},
    health: async () => [{ name: `database ${name}`, ok: true }],
    dispose: async () => undefined,
  };
}

export function sagasSubgraph(stage: Stage): Subgraph {
  const call = (name: string) => void stage.calls.push(`sagas.${name}`);
  return subgraph('sagas', SAGAS_SDL, {
    Query: {
      saga: (_: unknown, { id }: { id: string }) => (call('saga'), { id, version: 1 }),
      sagas: (_: unknown, { first }: { first: number }) => {
        call('sagas');
        return {
          edges: Array.from({ length: first }, (_x, i) => ({ cursor: String(i), node: { id: String(i), version: 1 } })),
        };
      },
      slow: async () => (call('slow'), await stage.gate, 'done'),
      broken() {
        call('broken');
        throw new Error('connect ECONNREFUSED postgres://secret@10.0.0.1');
      },
      hole: () => ({ id: 'hole', version: 1 }),
      secret: (_: unknown, __: unknown, { actor }: RequestContext) => {
        if (requireActor(actor).role !== 'ADMIN') throw forbidden();
        return 'treasure';
      },
    },
    Mutation: {
      login(_: unknown, { input }: { input: { username: string } }, { cookie }: RequestContext) {
        call('login');
        cookie.setRefreshToken('leaked');
        return input.username;
      },
      rename(_: unknown, { id, name }: { id: string; name: string }) {
        call('rename');
        if (!name) throw badUserInput('name: give one.');
        return { id, version: 2 };
      },
    },
    Subscription: {
      sagaUpdated: {
        subscribe: (_: unknown, { sagaId, afterVersion }: { sagaId: string; afterVersion: number | null }) => {
          call(`sagaUpdated(${sagaId}, ${afterVersion ?? null})`);
          return versions(stage, sagaId, afterVersion ?? 0);
        },
      },
      sagaActivity: {
        subscribe: () => {
          call('sagaActivity');
          const source = versions(stage, 'any', 0);
          const next = async () => {
            const { value, done } = await source.next();
            return done
              ? { value, done }
              : { value: { sagaActivity: { ...value.sagaUpdated, id: String(value.sagaUpdated.version % 3) } }, done };
          };
          const feed = { next, return: source.return?.bind(source), [Symbol.asyncIterator]: () => feed };
          return feed;
        },
      },
      refused: {
        subscribe() {
          throw forbidden('Not yours.');
        },
      },
    },
    Saga: {
      __resolveReference: ({ id }: { id: string }) => ({ id, version: 1 }),
      user: ({ id }: Saga) => ({ __typename: 'User', id: `user-of-${id}` }),
      note: ({ version }: Saga) => String(version).padEnd(stage.noteSize, '.'),
    },
  });
}

export function usersSubgraph(stage: Stage): Subgraph {
  const call = (name: string) => void stage.calls.push(`users.${name}`);
  return subgraph('users', USERS_SDL, {
    Query: {
      me: (_: unknown, __: unknown, { actor }: RequestContext) => (call('me'), actor && { id: actor.sub }),
      users: () => (call('users'), []),
    },
    Mutation: {
      refresh(_: unknown, __: unknown, { cookie }: RequestContext) {
        cookie.setRefreshToken('next', new Date(Date.UTC(2040, 0, 1)));
        return cookie.refreshToken;
      },
    },
    User: {
      __resolveReference: ({ id }: { id: string }) => (id === 'user-of-hole' ? null : { id }),
      // Later events are answered faster: order must come from the gateway.
      name: async ({ id }: { id: string }) => {
        call('name');
        await wait(Math.random() * 5);
        return `Name of ${id}`;
      },
    },
  });
}
