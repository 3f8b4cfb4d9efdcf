import { createClient as createSocket, type Client as Socket } from 'graphql-ws';
import { Pool } from 'undici';
import { WebSocket } from 'ws';

export type GraphQLAnswer<T = Record<string, never>> = {
  status: number;
  data: T | null;
  errors: { message: string; path?: (string | number)[]; extensions: { code: string; traceId?: string } }[];
};

/** A person at the public address: queries over HTTP, subscriptions over one WebSocket. */
export type TestClient = {
  /** The whole answer, errors and all. */
  ask<T>(query: string, variables?: object): Promise<GraphQLAnswer<T>>;
  /** The data; throws with query, variables and body when there is any error. */
  data<T>(query: string, variables?: object): Promise<T>;
  /** Yields the value of the subscription's one root field; ends when the loop is left. Errors of the stream are thrown. */
  subscribe<T>(query: string, variables?: object): AsyncGenerator<T>;
  /** The same address as somebody else. */
  as(token: string | null, headers?: Record<string, string>): TestClient;
  token: string | null;
  close(): Promise<void>;
};

/** Opens a client at `http://host:port`. `token` is an access token. */
export function createClient(
  url: string,
  token: string | null = null,
  headers: Record<string, string> = {},
  pool = new Pool(url, { connections: 64 }),
): TestClient {
  let socket: Socket | null = null;
  const openSocket = () =>
    (socket ??= createSocket({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: true,
      // As a browser does: one socket for one subscription after the other.
      lazyCloseTimeout: 5_000,
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
    }));

  async function ask<T>(query: string, variables: object = {}): Promise<GraphQLAnswer<T>> {
    const response = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.body.json()) as Partial<GraphQLAnswer<T>>;
    return { status: response.statusCode, data: body.data ?? null, errors: body.errors ?? [] };
  }

  return {
    token,
    ask,
    async data<T>(query: string, variables: object = {}) {
      const answer = await ask<T>(query, variables);
      if (answer.errors.length > 0 || answer.data === null)
        throw new Error(
          `${query}\n${JSON.stringify(variables)}\n→ ${answer.status} ${JSON.stringify({ data: answer.data, errors: answer.errors })}`,
        );
      return answer.data;
    },
    async *subscribe<T>(query: string, variables: object = {}) {
      for await (const { data, errors } of openSocket().iterate<Record<string, T>>({
        query,
        variables: { ...variables },
      })) {
        if (errors) throw new Error(`${query}\n→ ${JSON.stringify(errors)}`);
        const [value] = Object.values(data ?? {});
        yield value as T;
      }
    },
    as: (other, extra = {}) => createClient(url, other, extra, pool),
    async close() {
      await socket?.dispose();
      if (!pool.destroyed) await pool.destroy();
    },
  };
}

/** Signs in and answers a client of that person. Throws with the refusal when the log-in is refused. */
export async function signIn(client: TestClient, username: string, password: string): Promise<TestClient> {
  const { login } = await client.data<{ login: { accessToken?: string; message?: string } }>(
    'mutation LogIn($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { accessToken } ... on Problem { message } } }',
    { input: { username, password } },
  );
  if (!login.accessToken) throw new Error(`${username} cannot sign in: ${login.message}`);
  return client.as(login.accessToken);
}
