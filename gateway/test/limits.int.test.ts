import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'undici';
import { openSocket } from './socket.ts';
import { startGateway, startGatewayForTest, type TestGateway } from './start-gateway.ts';

describe('limits, before any subgraph is asked', () => {
  let started: TestGateway;
  beforeAll(
    async () => void (started = await startGateway('local', { limits: { depth: 8, cost: 1_000, bodyBytes: 50_000 } })),
  );
  afterAll(() => started.stop());

  const nested = (levels: number): string => (levels === 0 ? 'id' : `friends { ${nested(levels - 1)} }`);
  const many = (count: number, field: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => field(i)).join(' ');

  it.each([
    ['too deep', `{ me { ${nested(8)} } }`],
    ['too many aliases', `{ ${many(31, (i) => `a${i}: me { id }`)} }`],
    ['too many root fields', `{ ${many(21, () => 'me { id }')} }`],
    ['too many objects', '{ sagas(first: 100) { edges { node { user { friends { friends { id } } } } } } }'],
    ['too many tokens', `{ me { ${'id '.repeat(2_001)} } }`],
    [
      'too many fields behind fragments',
      `{ me { ...a } } fragment a on User { friends { ...b ...b ...b } } fragment b on User { friends { ...c ...c ...c } } fragment c on User { ${'id '.repeat(300)} }`,
    ],
  ])('%s: QUERY_TOO_COMPLEX', async (_what, query) => {
    const before = started.stage.calls.length;
    const { status, data, errors } = await started.client().ask(query);
    expect({ status, data }).toEqual({ status: 400, data: null });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX']);
    expect(errors[0]?.extensions.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(started.stage.calls).toHaveLength(before);
  });

  it('counts a page by its size, also when that is a variable', async () => {
    const query =
      'query ($first: Int) { sagas(first: $first) { edges { node { user { friends { friends { id } } } } } } }';
    expect((await started.client().ask(query, { first: 10 })).errors).toEqual([]);
    expect((await started.client().ask(query, { first: 100 })).errors[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
  });

  it('does not read a body that is too large', async () => {
    const pool = new Pool(started.url);
    const body = JSON.stringify({ query: '{ me { id } }', padding: 'x'.repeat(60_000) });
    const refused = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(refused.statusCode).toBe(413);
    expect(await refused.body.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST', traceId: expect.any(String) } }],
    });
    await pool.close();
  });

  it.each([
    ['not JSON', '{', 400, 'BAD_REQUEST'],
    ['not an operation', '{}', 400, 'BAD_REQUEST'],
    ['a batch', '[{"query":"{ me { id } }"}]', 400, 'BAD_REQUEST'],
    ['not GraphQL', '{"query":"{"}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['no such field', '{"query":"{ nothing }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['no such operation', '{"query":"query A { me { id } }","operationName":"B"}', 400, 'OPERATION_RESOLUTION_FAILURE'],
    [
      'a variable of another type',
      '{"query":"query ($id: ID!) { saga(id: $id) { id } }","variables":{"id":{}}}',
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a subscription',
      '{"query":"subscription ($a: Boolean!) { sagaActivity @skip(if: $a) { id } }","variables":{"a":false}}',
      400,
      'BAD_USER_INPUT',
    ],
  ])('%s is refused with its code', async (_what, body, status, code) => {
    const before = started.stage.calls.length;
    const response = await fetch(`${started.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([response.status, await response.json()]).toMatchObject([
      status,
      { errors: [{ extensions: { code, traceId: expect.any(String) } }] },
    ]);
    expect(started.stage.calls).toHaveLength(before);
  });
});

describe('rates', () => {
  let started: TestGateway;
  const limits = { operationsPerPerson: 5, operationsPerAddress: 12, loginsPerAddress: 2, registrationsPerAddress: 2 };
  beforeAll(async () => void (started = await startGateway('local', { limits })));
  afterAll(() => started.stop());

  it('of a person: RATE_LIMITED with the seconds to wait, and nobody else is kept waiting', async () => {
    const token = await started.token({ sub: 'busy' });
    const ask = (bearer: string) =>
      fetch(`${started.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
        body: '{"query":"{ me { id } }"}',
      });
    for (let i = 0; i < 5; i++) expect((await ask(token)).status).toBe(200);
    const refused = await ask(token);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect((await ask(await started.token({ sub: 'calm' }))).status).toBe(200);
  });

  it('of log-ins, before one is tried, each alias of a document counted', async () => {
    const login = (aliases: number) => {
      const fields = Array.from({ length: aliases }, (_, i) => `l${i}: login(input: { username: "u" })`).join(' ');
      return started.client().ask(`mutation { ${fields} }`);
    };
    expect((await login(2)).errors).toEqual([]);
    const before = started.stage.calls.length;
    const refused = await login(1);
    expect(refused).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(started.stage.calls).toHaveLength(before);
  });

  it('of an address without identity', async () => {
    let refused = 0;
    for (let i = 0; i < 13; i++) if ((await started.client().ask('{ me { id } }')).status === 429) refused++;
    expect(refused).toBeGreaterThan(0);
  });
});

describe('bad credentials', () => {
  it('of an address are counted over HTTP and sockets: RATE_LIMITED, close 1013', async () => {
    const started = await startGatewayForTest('local', { limits: { operationsPerAddress: 2 } });
    const guess = { 'x-api-key': 'ck_0.guess' };
    const overHttp = async () => {
      const { status, errors } = await started.client(null, guess).ask('{ me { id } }');
      return [status, errors[0]?.extensions.code];
    };
    const overSocket = async () => (await (await openSocket(started.url, { init: guess })).closed).code;
    expect(await overHttp()).toEqual([401, 'UNAUTHENTICATED']);
    expect(await overSocket()).toBe(4403);
    expect(await overHttp()).toEqual([429, 'RATE_LIMITED']);
    expect(await overSocket()).toBe(1013);
  });
});
