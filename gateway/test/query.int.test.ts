import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SHOPPER, startGateway, startGatewayForTest, type How, type TestGateway } from './start-gateway.ts';

const TRACE = /^[0-9a-f]{32}$/;

describe.each<How>(['local', 'remote'])('a query over subgraphs that are %s', (how) => {
  let started: TestGateway;
  beforeAll(async () => void (started = await startGateway(how)));
  afterAll(() => started.stop());

  it('crosses subgraphs', async () => {
    const answer = await started.client().ask('query Crossing { saga(id: "7") { version user { name } } }');
    expect(answer).toEqual({
      status: 200,
      data: { saga: { version: 1, user: { name: 'Name of user-of-7' } } },
      errors: [],
    });
  });

  it('resolves entities of a list in one fetch', async () => {
    const answer = await started
      .client()
      .data<{ sagas: { edges: { node: { user: { name: string } } }[] } }>(
        '{ sagas(first: 50) { edges { node { user { name } } } } }',
      );
    expect(answer.sagas.edges.map(({ node }) => node.user.name)).toEqual(
      Array.from({ length: 50 }, (_, i) => `Name of user-of-${i}`),
    );
  });

  it('keeps what a denial does not concern', async () => {
    const query = '{ secret me { id } }';
    const anonymous = await started.client().ask(query);
    expect(anonymous.data).toEqual({ secret: null, me: null });
    expect(anonymous.errors).toMatchObject([
      { path: ['secret'], extensions: { code: 'UNAUTHENTICATED', traceId: expect.stringMatching(TRACE) } },
    ]);
    const shopper = await started.client(await started.token()).ask(query);
    expect(shopper.data).toEqual({ secret: null, me: { id: 'u1' } });
    expect(shopper.errors).toMatchObject([{ path: ['secret'], extensions: { code: 'FORBIDDEN' } }]);
    const admin = await started.client(await started.token({ role: 'ADMIN' })).ask(query);
    expect(admin).toMatchObject({ data: { secret: 'treasure' }, errors: [] });
  });

  it('masks faults: nothing internal goes out, the trace id does', async () => {
    const { data, errors } = await started.client().ask('{ broken }');
    expect(data).toEqual({ broken: null });
    expect(errors).toEqual([
      {
        message: expect.stringContaining('trace id'),
        path: ['broken'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', traceId: expect.stringMatching(TRACE) },
      },
    ]);
  });

  it('puts an error where a subgraph left a hole', async () => {
    const { data, errors } = await started.client().ask('{ hole { version user { since } } }');
    expect(data).toEqual({ hole: null });
    expect(errors).toMatchObject([{ path: ['hole', 'user', 'since'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  });

  it('continues the trace and the correlation of the caller', async () => {
    const traceId = 'a'.repeat(32);
    const correlationId = '0190f4c2-7a3b-7c11-8000-0123456789ab';
    const response = await fetch(`${started.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${traceId}-${'b'.repeat(16)}-01`,
        'x-correlation-id': correlationId,
      },
      body: JSON.stringify({ query: '{ secret }' }),
    });
    expect(response.headers.get('x-correlation-id')).toBe(correlationId);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { traceId } }] });
  });

  it('knows callers by API key, and refuses keys and tokens that are not good', async () => {
    started.apiKeys.set('till.secret', { ...SHOPPER, sub: 'till' });
    expect(await started.client(null, { 'x-api-key': 'till.secret' }).data('{ me { id } }')).toEqual({
      me: { id: 'till' },
    });
    for (const client of [
      started.client('nonsense'),
      started.client(await started.token({}, -10)),
      started.client(null, { 'x-api-key': 'till.guess' }),
    ]) {
      const calls = started.stage.calls.length;
      const answer = await client.ask('{ me { id } }');
      expect(answer).toMatchObject({
        status: 401,
        data: null,
        errors: [{ extensions: { code: 'UNAUTHENTICATED', traceId: expect.stringMatching(TRACE) } }],
      });
      expect(started.stage.calls).toHaveLength(calls);
    }
  });

  it('refuses a token whose session was revoked, and takes the next one', async () => {
    const token = await started.token({ sessionId: 'ended' });
    await started.client(token).data('{ me { id } }');
    started.bus.publish('identity', [{ key: 'ended', at: Date.now() }]);
    await new Promise((resolve) => setImmediate(resolve));
    expect((await started.client(token).ask('{ me { id } }')).status).toBe(401);
    expect(await started.client(await started.token({ sessionId: 'next' })).data('{ me { id } }')).toEqual({
      me: { id: 'u1' },
    });
  });

  it('carries the refresh cookie to users and back', async () => {
    const response = await fetch(`${started.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'other=1; comptoir_refresh=current' },
      body: '{"query":"mutation { refresh }"}',
    });
    expect(await response.json()).toEqual({ data: { refresh: 'current' } });
    expect(response.headers.get('set-cookie')).toBe(
      'comptoir_refresh=next; Path=/graphql; HttpOnly; SameSite=Strict; Expires=Sun, 01 Jan 2040 00:00:00 GMT',
    );
  });

  it('lets no other context than users set the refresh cookie', async () => {
    const response = await fetch(`${started.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'mutation { login(input: { username: "eve" }) }' }),
    });
    expect(await response.json()).toEqual({ data: { login: 'eve' } });
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});

describe('a dead subgraph', () => {
  it('nulls its fields with SERVICE_UNAVAILABLE; the rest of the page lives, and readiness says so', async () => {
    const started = await startGatewayForTest('remote');
    await started.kill('users');
    const { status, data, errors } = await started
      .client()
      .ask('{ me { id } sagas(first: 2) { edges { node { version user { id name } } } } }');
    expect(status).toBe(200);
    const node = (i: number) => ({ node: { version: 1, user: { id: `user-of-${i}`, name: null } } });
    expect(data).toEqual({ me: null, sagas: { edges: [node(0), node(1)] } });
    expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual(
      expect.arrayContaining([
        ['me', 'SERVICE_UNAVAILABLE'],
        ['sagas.edges.0.node.user.name', 'SERVICE_UNAVAILABLE'],
        ['sagas.edges.1.node.user.name', 'SERVICE_UNAVAILABLE'],
      ]),
    );
    expect(errors).toHaveLength(3);
    expect(JSON.stringify(errors)).not.toContain('127.0.0.1');
    const ready = await fetch(`${started.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'degraded',
      dependencies: expect.arrayContaining([
        { name: 'sagas', ok: true, optional: true },
        expect.objectContaining({ name: 'users', ok: false }),
      ]),
    });
  });
});
