import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { serverAudits } from 'graphql-http';
import { Agent, request as ask } from 'undici';
import { openSocket } from './socket.ts';
import { startGateway, startGatewayForTest, type TestGateway } from './start-gateway.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('the public address', () => {
  let started: TestGateway;
  const webRoot = mkdtempSync(join(tmpdir(), 'comptoir-web-'));

  beforeAll(async () => {
    mkdirSync(join(webRoot, 'assets'));
    writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>Comptoir</title>');
    writeFileSync(join(webRoot, 'graphiql.html'), '<!doctype html><title>GraphiQL</title>');
    writeFileSync(join(webRoot, 'assets', 'app-1a2b.js'), 'export {};'.repeat(500));
    started = await startGateway('local', { config: { webRoot } });
  });
  afterAll(async () => {
    await started.stop();
    rmSync(webRoot, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${started.url}${path}`, { headers });

  describe('GraphQL over HTTP', () => {
    it.each(
      serverAudits({ url: () => `${started.url}/graphql`, fetchFn: fetch }).map(
        (audit) => [audit.name, audit] as const,
      ),
    )('%s', async (name, audit) => {
      const { status } = await audit.fn();
      // MAY and SHOULD may be left out (GET needs a header that forms cannot send); what MUST be, must be.
      expect(name.startsWith('MUST') ? status : 'ok').toBe('ok');
    });

    it('takes queries by GET with a header that forms cannot send, and never mutations', async () => {
      const query = (text: string) => `/graphql?query=${encodeURIComponent(text)}`;
      const answered = await get(query('{ me { id } }'), { 'apollo-require-preflight': 'yes' });
      expect(await answered.json()).toEqual({ data: { me: null } });
      expect(
        (await get(query('mutation { login(input: { username: "u" }) }'), { 'apollo-require-preflight': 'yes' }))
          .status,
      ).toBe(405);
      expect(
        (await get(query('subscription { sagaActivity { id } }'), { 'apollo-require-preflight': 'yes' })).status,
      ).toBe(400);
    });

    it('refuses what a form of another site could send', async () => {
      const before = started.stage.calls.length;
      const simple = await fetch(`${started.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: '{"query":"{ me { id } }"}',
      });
      const byGet = await get(`/graphql?query=${encodeURIComponent('{ me { id } }')}`);
      for (const response of [simple, byGet]) {
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({
          errors: [{ extensions: { code: 'BAD_REQUEST', traceId: expect.any(String) } }],
        });
      }
      expect(started.stage.calls).toHaveLength(before);
    });

    it('remembers persisted queries', async () => {
      const query = 'query Persisted { me { id } }';
      const extensions = {
        persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
      };
      const send = async (body: object) =>
        (
          await fetch(`${started.url}/graphql`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) })
        ).json();
      expect(await send({ extensions })).toMatchObject({
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      });
      expect(await send({ query, extensions })).toEqual({ data: { me: null } });
      expect(await send({ extensions })).toEqual({ data: { me: null } });
    });

    it('compresses large answers', async () => {
      const body = JSON.stringify({ query: '{ sagas(first: 100) { edges { node { note user { id } } } } }' });
      const response = await ask(`${started.url}/graphql`, {
        method: 'POST',
        headers: { ...JSON_TYPE, 'accept-encoding': 'br' },
        body,
      });
      await response.body.dump();
      expect(response.headers['content-encoding']).toBe('br');
    });
  });

  it('answers preflights of the configured origins only', async () => {
    const preflight = (origin: string) =>
      fetch(`${started.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      });
    const known = await preflight('https://app.example');
    expect(known.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(known.headers.get('access-control-allow-credentials')).toBe('true');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('sends security headers with every answer', async () => {
    for (const path of ['/', '/graphql', '/images/BAK-0001.svg', '/nothing.txt']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('serves the web app: its pages by one file, hashed files for ever, nothing outside', async () => {
    expect(await (await get('/')).text()).toContain('Comptoir');
    expect(await (await get('/sales/42')).text()).toContain('Comptoir');
    expect(await (await get('/graphiql')).text()).toContain('GraphiQL');
    const asset = await get('/assets/app-1a2b.js');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await get('/assets/app-1a2b.js', { 'if-none-match': asset.headers.get('etag') ?? '' })).status).toBe(304);
    expect((await get('/assets/gone.js')).status).toBe(404);
    expect((await ask(`${started.url}/..%2f..%2fpackage.json`)).statusCode).toBe(404);
    expect((await get('/.env.js')).status).toBe(404);
    expect((await fetch(`${started.url}/`, { method: 'POST' })).status).toBe(405);
  });

  it('draws the same picture for a SKU each time, to be kept for ever', async () => {
    const picture = await get('/images/BAK-0001.svg');
    expect(picture.headers.get('content-type')).toBe('image/svg+xml');
    expect(picture.headers.get('cache-control')).toContain('immutable');
    const text = await picture.text();
    expect(text).toBe(await (await get('/images/BAK-0001.svg')).text());
    expect(text).not.toBe(await (await get('/images/BAK-0002.svg')).text());
    expect((await get('/images/%3Cscript%3E.svg')).status).toBe(404);
  });

  it('tells health, a line for each dependency', async () => {
    expect(await (await get('/health/live')).json()).toEqual({ status: 'live' });
    expect(await (await get('/health/ready')).json()).toEqual({
      status: 'ready',
      dependencies: [
        { name: 'identity', ok: true },
        { name: 'sagas', ok: true, optional: true },
        { name: 'users', ok: true, optional: true },
      ],
    });
  });

  it('tells the web app whether this is a demo', async () => {
    expect(await (await get('/config.json')).json()).toEqual({ demo: true });
  });

  it('shows the API schema, without the machinery of federation', async () => {
    const schema = await (await get('/schema.graphql')).text();
    expect(schema).toContain('type Saga {');
    expect(schema).not.toContain('_entities');
  });
});

describe('a gateway in production', () => {
  it('shows no schema', async () => {
    const started = await startGatewayForTest('local', { config: { development: false, secure: true } });
    const client = started.client();
    expect((await fetch(`${started.url}/schema.graphql`)).status).toBe(404);
    expect((await client.ask('{ __schema { types { name } } }')).errors[0]?.extensions.code).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect((await client.ask('{ mee { id } }')).errors[0]?.message).not.toContain('Did you mean');
    expect((await fetch(started.url)).headers.get('strict-transport-security')).toContain('max-age');
  });
});

describe('a gateway without one of its subgraphs', () => {
  it('says so in public, and why only to those who run it', async () => {
    const started = await startGatewayForTest('remote');
    await started.kill('sagas');
    const response = await fetch(`${started.url}/health/ready`);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: {
        status: 'degraded',
        dependencies: [
          { name: 'identity', ok: true },
          { name: 'sagas', ok: false, optional: true },
          { name: 'users', ok: true, optional: true },
        ],
      },
    });
    expect(await started.gateway.health()).toContainEqual(
      expect.objectContaining({ name: 'sagas', ok: false, detail: expect.any(String) }),
    );
  });
});

describe('a gateway with a list of operations', () => {
  it('answers those, also by their hash alone, and no others, over HTTP and sockets', async () => {
    const query = 'query Listed { me { id } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const started = await startGatewayForTest('local', {
      config: { persistedOperations: new Map([[sha256Hash, query]]) },
    });
    const send = async (body: object) =>
      (
        await fetch(`${started.url}/graphql`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) })
      ).json();
    expect(await send({ query })).toEqual({ data: { me: null } });
    expect(await send({ extensions: { persistedQuery: { version: 1, sha256Hash } } })).toEqual({ data: { me: null } });
    const refused = { extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST', traceId: expect.any(String) } };
    expect(await send({ query: '{ me { name } }' })).toMatchObject({ errors: [refused] });
    const client = await openSocket(started.url);
    client.subscribe('listed', query);
    client.subscribe('other', '{ me { name } }');
    expect((await client.messages('listed', 1))[0]?.payload).toEqual({ data: { me: null } });
    expect((await client.messages('other', 1))[0]?.payload).toMatchObject([refused]);
    client.socket.terminate();
  });
});

describe('the shutdown of a gateway', () => {
  it('finishes what is being answered and takes nothing new', async () => {
    const started = await startGatewayForTest('local');
    const agent = new Agent({ keepAliveTimeout: 60_000 });
    let open = () => {};
    started.stage.gate = new Promise((resolve) => (open = resolve));
    const slow = ask(`${started.url}/graphql`, {
      dispatcher: agent,
      method: 'POST',
      headers: JSON_TYPE,
      body: '{"query":"{ slow }"}',
    });
    await eventually(() => started.stage.calls.includes('sagas.slow'));
    const stopping = started.stop();
    await expect(
      eventually(() => fetch(`${started.url}/health/live`).then(() => false), { within: 200 }),
    ).rejects.toMatchObject({ cause: { message: 'fetch failed' } });
    open();
    const answer = await slow;
    expect(await answer.body.json()).toEqual({ data: { slow: 'done' } });
    await stopping;
    await agent.close();
  });
});
