import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InternalEndpoint } from '@comptoir/graphql-kit';
import { newTrace, runWithTrace, type Logger } from '@comptoir/telemetry';
import { endJson } from './end-json.ts';
import { HEADERS } from './headers.ts';
import { signInternal } from './internal-port.ts';
import { readBody } from './read-body.ts';

const CLOCK_SKEW_MS = 30_000;
const LARGEST_BODY = 4 * 1024 * 1024;

/** Serves a context's ports to other contexts, to callers that sign with the shared secret only. */
export async function startInternalServer({
  endpoints,
  port,
  host,
  secret,
  log,
}: {
  endpoints: Record<string, InternalEndpoint>;
  port: number;
  host: string;
  secret: string;
  log: Logger;
}): Promise<{ port: number; dispose(): Promise<void> }> {
  const signed = (request: IncomingMessage, endpoint: string, body: string): boolean => {
    const signedAt = String(request.headers[HEADERS.signedAt] ?? '');
    const given = Buffer.from(String(request.headers[HEADERS.signature] ?? ''));
    const expected = Buffer.from(signInternal(secret, signedAt, endpoint, body));
    const fresh = Math.abs(Date.now() - Number(signedAt)) < CLOCK_SKEW_MS;
    return fresh && given.length === expected.length && timingSafeEqual(given, expected);
  };

  const server = createServer((request, response) => {
    const json = (status: number, body: unknown) => endJson(response, status, JSON.stringify(body));
    const answer = async () => {
      const body = await readBody(request, LARGEST_BODY);
      if (body === null) {
        response.setHeader('connection', 'close');
        return json(413, { error: 'too large' });
      }
      const name = request.url?.replace('/internal/', '') ?? '';
      if (!signed(request, name, body)) return json(401, { error: 'not signed by a service of this system' });
      const endpoint = endpoints[name];
      if (!endpoint) return json(404, { error: `no port ${request.url}` });
      const { calls } = JSON.parse(body) as { calls: unknown[] };
      const trace = newTrace(request.headers.traceparent as string, request.headers[HEADERS.correlation] as string);
      return json(200, { answers: await runWithTrace(trace, () => endpoint(calls)) });
    };
    answer().catch((err: unknown) => {
      log.error({ event: 'internal_port_failed', url: request.url, err });
      if (!response.headersSent) json(500, { error: 'failed' });
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    dispose: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
