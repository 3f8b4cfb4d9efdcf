import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createActorKey, createActorSigner, createActorVerifier, HEADERS } from '@comptoir/service-kit';
import { newTrace } from '@comptoir/telemetry';
import { SubgraphUnavailable, type SubgraphHandle, type SubgraphOperation } from '../src/subgraphs/handle.ts';
import { remoteSubgraph } from '../src/subgraphs/remote.ts';
import { SHOPPER } from './start-gateway.ts';

/** A subgraph's process, played by the test: what comes over the wire is what these tests are about. */
describe('a subgraph in another process', () => {
  const keys = createActorKey();
  let seen: { headers: IncomingMessage['headers']; body: string }[];
  let reply: (request: IncomingMessage, response: ServerResponse, call: number) => void;
  let server: ReturnType<typeof createServer>;
  let handle: SubgraphHandle;

  beforeEach(async () => {
    seen = [];
    reply = (_request, response) => void response.end('{"data":{"me":null}}');
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        reply(request, response, seen.length);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    handle = remoteSubgraph({ name: 'users', url, signActor: createActorSigner(keys.privateKey), deadlineMs: 200 });
  });
  afterEach(async () => {
    await handle.dispose();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const cookies: (string | null)[] = [];
  const operation = (part: Partial<SubgraphOperation> = {}): SubgraphOperation => ({
    query: '{ me { id } }',
    operationName: 'Me',
    kind: 'query',
    variables: { a: 1 },
    request: {
      actor: SHOPPER,
      trace: newTrace(),
      client: { address: '1.2.3.4', userAgent: 'test' },
      cookie: { refreshToken: 'r', setRefreshToken: (token) => void cookies.push(token) },
    },
    ...part,
  });
  const lost = (request: IncomingMessage) => request.socket.destroy();

  it('is told who asks, signed, in which trace and from where', async () => {
    const sent = operation();
    expect(await handle.fetch(sent)).toEqual({ data: { me: null } });
    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    expect(createActorVerifier(keys.publicKey)(headers[HEADERS.actor] as string)).toEqual(SHOPPER);
    expect(headers).toMatchObject({
      traceparent: sent.request.trace.traceparent,
      [HEADERS.correlation]: sent.request.trace.correlationId,
      [HEADERS.clientAddress]: '1.2.3.4',
      [HEADERS.refreshToken]: 'r',
    });
    expect(JSON.parse(body)).toEqual({ query: '{ me { id } }', operationName: 'Me', variables: { a: 1 } });
  });

  it('may set and remove the refresh cookie', async () => {
    reply = (_request, response, call) =>
      void response.setHeader(HEADERS.setRefreshToken, call === 1 ? '1000 next' : '').end('{"data":{}}');
    await handle.fetch(operation({ kind: 'mutation' }));
    await handle.fetch(operation({ kind: 'mutation' }));
    expect(cookies).toEqual(['next', null]);
  });

  it('has its GraphQL answer read whatever the status, and nothing else', async () => {
    reply = (_request, response) => void response.writeHead(400).end('{"errors":[{"message":"no"}]}');
    expect(await handle.fetch(operation())).toEqual({ errors: [{ message: 'no' }] });
    reply = (_request, response) => void response.writeHead(502).end('<html>Bad gateway</html>');
    await expect(handle.fetch(operation())).rejects.toThrow(/"users" is not available: HTTP 502/);
  });

  it('is asked a query again when the connection is lost, once, and a mutation never', async () => {
    reply = (request, response, call) => (call === 1 ? lost(request) : response.end('{"data":{"me":null}}'));
    expect(await handle.fetch(operation())).toEqual({ data: { me: null } });
    expect(seen).toHaveLength(2);
    reply = (request) => lost(request);
    await expect(handle.fetch(operation())).rejects.toBeInstanceOf(SubgraphUnavailable);
    expect(seen).toHaveLength(4);
    await expect(handle.fetch(operation({ kind: 'mutation' }))).rejects.toBeInstanceOf(SubgraphUnavailable);
    expect(seen).toHaveLength(5);
  });

  it('is given up when it does not answer in time', async () => {
    reply = () => undefined;
    const asked = performance.now();
    await expect(handle.fetch(operation())).rejects.toBeInstanceOf(SubgraphUnavailable);
    expect(performance.now() - asked).toBeLessThan(3_000);
    expect(seen).toHaveLength(1);
  });

  it('is left alone for a while when it fails again and again', async () => {
    reply = (_request, response) => void response.writeHead(500).end();
    for (let i = 0; i < 5; i++) await expect(handle.fetch(operation())).rejects.toThrow('HTTP 500');
    await expect(handle.fetch(operation())).rejects.toThrow('repeatedly');
    expect(seen).toHaveLength(5);
  });

  it('says whether it can be reached', async () => {
    expect(await handle.health()).toEqual({ name: 'users', ok: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await handle.health()).toMatchObject({ name: 'users', ok: false, detail: expect.any(String) });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
});
