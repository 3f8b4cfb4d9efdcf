import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { idsOf, newTrace, type Logger, type TraceContext } from '@comptoir/telemetry';
import { answerCors, setSecurityHeaders } from './headers.ts';

/** Answers a request of one path; false when there is nothing there. */
export type Route = (
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  trace: TraceContext,
) => Promise<boolean> | boolean;

export type HttpServer = {
  server: Server;
  /** Finishes what is being answered and takes nothing new. */
  dispose(): Promise<void>;
};

/**
 * The public HTTP address. Routes are asked by their prefix, longest first; each answer has the security headers, and a
 * fault is a masked 500 with a trace id.
 */
export function createHttpServer({
  routes,
  corsOrigins,
  secure,
  log,
}: {
  routes: Record<string, Route>;
  corsOrigins: readonly string[];
  secure: boolean;
  log: Logger;
}): HttpServer {
  const byPrefix = Object.entries(routes).sort(([a], [b]) => b.length - a.length);
  let stopping = false;

  async function answer(request: IncomingMessage, response: ServerResponse, trace: TraceContext): Promise<void> {
    if (stopping) response.setHeader('connection', 'close');
    setSecurityHeaders(response, secure);
    if (answerCors(request, response, corsOrigins)) return;
    const [pathname = '/'] = (request.url ?? '/').split('?');
    for (const [prefix, route] of byPrefix) {
      const covers = pathname === prefix || (prefix.endsWith('/') && pathname.startsWith(prefix));
      if (covers && (await route(request, response, pathname, trace))) return;
    }
    sendJson(response, 404, { error: 'There is nothing at this address.' });
  }

  function failed(err: unknown, request: IncomingMessage, response: ServerResponse, trace: TraceContext): void {
    const { method, url } = request;
    if (request.destroyed && !request.complete) return log.debug({ event: 'client_went_away', url });
    log.error({ event: 'http_request_failed', ...idsOf(trace), method, url, err });
    if (response.headersSent) return void response.destroy();
    const extensions = { code: 'INTERNAL_SERVER_ERROR', traceId: trace.traceId };
    sendJson(response, 500, {
      errors: [{ message: 'Something went wrong on our side. Quote the trace id when you report it.', extensions }],
    });
  }

  const server = createServer((request, response) => {
    const trace = newTrace(headerOf(request, 'traceparent'), headerOf(request, 'x-correlation-id'));
    response.once('close', () => stopping && setImmediate(() => server.closeIdleConnections()));
    answer(request, response, trace).catch((err: unknown) => failed(err, request, response, trace));
  });
  // Longer than proxies in front keep idle connections, so that it is never this side that closes one in use.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 15_000;
  server.requestTimeout = 30_000;

  return {
    server,
    async dispose() {
      stopping = true;
      if (!server.listening) return;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

/** True when the method is one that reads; else it is refused here. */
export function readsOnly(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  response.setHeader('allow', 'GET, HEAD');
  sendJson(response, 405, { error: 'This address is for reading.' });
  return false;
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
