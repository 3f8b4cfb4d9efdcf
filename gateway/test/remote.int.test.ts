import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { badUserInput } from '@comptoir/graphql-kit';
import { createActorKey, createActorSigner, createActorVerifier, HEADERS, serveDownload } from '@comptoir/service-kit';
import { createLogger, newTrace } from '@comptoir/telemetry';
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

  it('serves its downloads through the gateway, for the caller that the gateway vouches for', async () => {
    const verifyActor = createActorVerifier(keys.publicKey);
    const log = createLogger('test', 'silent');
    reply = (request, response) => {
      const caller = { ...operation().request, actor: verifyActor(request.headers[HEADERS.actor] as string) };
      async function* lines(rows: number) {
        for (let row = 1; row <= rows; row++) yield `${caller.actor?.sub} ${row}\n`;
      }
      const files = {
        'rows.txt': async (_: unknown, question: URLSearchParams) => {
          if (!question.has('rows')) throw badUserInput('rows: say how many.');
          return { contentType: 'text/plain', fileName: 'rows.txt', body: lines(Number(question.get('rows'))) };
        },
      };
      void serveDownload(files, request, response, caller, log);
    };
    const front = createServer(
      (incoming, response) =>
        void handle
          .download(incoming.url ?? '', incoming, response, operation().request)
          .catch(() => response.destroy()),
    );
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const at = (path: string) => fetch(`http://127.0.0.1:${(front.address() as AddressInfo).port}${path}`);
    const file = await at('/rows.txt?rows=20000');
    expect([file.status, file.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="rows.txt"']);
    const text = await file.text();
    expect([text.split('\n').length, text.endsWith(`${SHOPPER.sub} 20000\n`)]).toEqual([20_001, true]);
    const refused = await at('/rows.txt');
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { errors: [{ message: 'rows: say how many.', extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
    expect((await at('/nothing.txt')).status).toBe(404);
    front.closeAllConnections();
    await new Promise((resolve) => front.close(resolve));
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
