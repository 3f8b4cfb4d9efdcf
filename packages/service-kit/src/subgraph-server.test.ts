import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { buildContextSchema, forbidden, type Subgraph } from '@comptoir/graphql-kit';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { createActorKey, createActorSigner, createActorVerifier, HEADERS, startSubgraphServer } from './index.ts';

const SDL = /* GraphQL */ `
  type Query {
    double(n: Int!): Int
    secret: String
    broken: String
  }
`;
const resolvers = {
  Query: {
    double: (_: unknown, { n }: { n: number }) => n * 2,
    secret: () => {
      throw forbidden();
    },
    broken: () => {
      throw new Error('the password is 1234');
    },
  },
};

describe('a subgraph over HTTP', () => {
  const keys = createActorKey();
  const sign = createActorSigner(keys.privateKey);
  const trace = newTrace();
  let server: Awaited<ReturnType<typeof startSubgraphServer>>;
  beforeAll(async () => {
    const subgraph = {
      name: 'sales',
      schema: buildContextSchema(SDL, resolvers),
      context: (request: unknown) => request,
    } as Subgraph;
    const log = createLogger('test', 'silent');
    server = await startSubgraphServer({
      subgraph,
      port: 0,
      host: '127.0.0.1',
      verifyActor: createActorVerifier(keys.publicKey),
      log,
    });
  });
  afterAll(() => server.dispose());

  const post = async (body: unknown, headers: Record<string, string> = { [HEADERS.actor]: sign(null) }) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: trace.traceparent, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as { data?: unknown; errors?: { extensions: object; message: string }[] },
    };
  };

  it('answers the same text again with other variables, in one piece', async () => {
    const query = 'query ($n: Int!) { double(n: $n) }';
    for (const n of [1, 21]) {
      const { status, headers, body } = await post({ query, variables: { n } });
      expect([status, body]).toEqual([200, { data: { double: n * 2 } }]);
      expect(headers.get('content-length')).toBe(String(JSON.stringify(body).length));
    }
  });

  it.each([
    ['GRAPHQL_PARSE_FAILED', 400, { query: '{' }],
    ['GRAPHQL_VALIDATION_FAILED', 400, { query: '{ nothing }' }],
    ['GRAPHQL_VALIDATION_FAILED', 400, { query: '{ __schema { types { name } } }' }],
    ['OPERATION_RESOLUTION_FAILURE', 400, { query: 'query A { secret } query B { secret }', operationName: 'C' }],
    ['BAD_USER_INPUT', 400, { query: 'query ($n: Int!) { double(n: $n) }', variables: { n: 'x' } }],
    ['BAD_REQUEST', 400, { variables: {} }],
    ['BAD_REQUEST', 400, 'null'],
    ['BAD_REQUEST', 400, 'not JSON'],
    ['FORBIDDEN', 200, { query: '{ secret }' }],
    ['INTERNAL_SERVER_ERROR', 200, { query: '{ broken }' }],
  ])('tells %s with the trace id', async (code, status, asked) => {
    const answer = await post(asked);
    expect(answer.status).toBe(status);
    expect(answer.body.errors?.[0]).toMatchObject({ extensions: { code, traceId: trace.traceId } });
    expect(answer.body.errors?.[0]?.message).not.toContain('1234');
  });

  it('serves nobody but the gateway, and nothing but POST /graphql', async () => {
    expect((await post({ query: '{ double(n: 1) }' }, {})).status).toBe(401);
    expect((await fetch(`http://127.0.0.1:${server.port}/graphql?query={secret}`)).status).toBe(404);
  });

  it('does not read a body that says it is too large', async () => {
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest({
        port: server.port,
        method: 'POST',
        path: '/graphql',
        headers: { 'content-length': 3 * 1024 * 1024 },
      });
      sent
        .on('response', (response) => resolve(response.statusCode))
        .on('error', reject)
        .flushHeaders();
    });
    expect(status).toBe(413);
  });
});
