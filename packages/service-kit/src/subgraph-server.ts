import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestContext, SessionCookie, Subgraph, SubgraphRequest } from '@comptoir/graphql-kit';
import { newTrace, runWithTrace, type Logger } from '@comptoir/telemetry';
import type { ActorVerifier } from './actor-token.ts';
import { endJson } from './end-json.ts';
import { HEADERS } from './headers.ts';
import { serveDownload } from './serve-download.ts';
import { readBody } from './read-body.ts';
import { createSubgraphDocuments } from './subgraph-documents.ts';
import { createSubgraphExecution } from './subgraph-execution.ts';
import { attachSubscriptions } from './subgraph-socket.ts';

const LARGEST_BODY = 2 * 1024 * 1024;

/** Serves one subgraph to the gateway: queries and mutations over HTTP, subscriptions over graphql-transport-ws. */
export async function startSubgraphServer<C extends RequestContext>({
  subgraph,
  port,
  host,
  verifyActor,
  log,
}: {
  subgraph: Subgraph<C>;
  port: number;
  host: string;
  verifyActor: ActorVerifier;
  log: Logger;
}): Promise<{ port: number; dispose(): Promise<void> }> {
  const readDocument = createSubgraphDocuments(subgraph.schema);
  const answer = createSubgraphExecution({ subgraph, readDocument, log });

  /** Null: nobody vouches for the caller. */
  const callerOf = (request: IncomingMessage, response: ServerResponse): SubgraphRequest | null => {
    try {
      return requestOf(request, response, verifyActor);
    } catch (error) {
      log.warn({ event: 'subgraph_caller_refused', reason: (error as Error).message });
      return null;
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const refuse = (status: number, message: string) =>
      endJson(response, status, JSON.stringify({ errors: [{ message }] }));
    if (request.method === 'GET' && request.url?.startsWith('/downloads/')) {
      const caller = callerOf(request, response);
      if (!caller) return refuse(401, 'Only the gateway may call a subgraph.');
      return runWithTrace(caller.trace, () => serveDownload(subgraph.downloads ?? {}, request, response, caller, log));
    }
    if (request.method !== 'POST' || request.url !== '/graphql')
      return refuse(404, 'Only POST /graphql is served here.');
    const body = await readBody(request, LARGEST_BODY);
    if (body === null) {
      // What is still on its way is not read: the connection ends with the answer.
      response.setHeader('connection', 'close');
      return refuse(413, 'The operation is too large.');
    }
    const subgraphRequest = callerOf(request, response);
    if (!subgraphRequest) return refuse(401, 'Only the gateway may call a subgraph.');
    const { status, text } = await runWithTrace(subgraphRequest.trace, () => answer(body, subgraphRequest));
    endJson(response, status, text);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((err: unknown) => {
      log.error({ event: 'subgraph_request_failed', err });
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  // Longer than the gateway's pool keeps idle sockets, so that it is never this side that closes one in use.
  server.keepAliveTimeout = 65_000;
  const sockets = attachSubscriptions({ server, subgraph, readDocument, verifyActor, log });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async dispose() {
      await sockets.dispose();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
}

function requestOf(request: IncomingMessage, response: ServerResponse, verifyActor: ActorVerifier): SubgraphRequest {
  const header = (name: string) => request.headers[name] as string | undefined;
  const cookie: SessionCookie = {
    refreshToken: header(HEADERS.refreshToken) ?? null,
    setRefreshToken: (token, expiresAt) =>
      void response.setHeader(HEADERS.setRefreshToken, token ? `${expiresAt?.getTime() ?? 0} ${token}` : ''),
  };
  return {
    actor: verifyActor(header(HEADERS.actor)),
    trace: newTrace(header('traceparent'), header(HEADERS.correlation)),
    client: { address: header(HEADERS.clientAddress) ?? '', userAgent: header(HEADERS.clientAgent) ?? '' },
    cookie,
  };
}
