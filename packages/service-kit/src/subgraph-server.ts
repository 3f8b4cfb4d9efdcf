import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { formatError, type RequestContext, type SessionCookie, type Subgraph, type SubgraphRequest } from '@comptoir/graphql-kit';
import { newTrace, runWithTrace, type Logger } from '@comptoir/telemetry';
import type { ActorVerifier } from './actor-token.ts';
import { HEADERS } from './headers.ts';
import { readBody } from './read-body.ts';
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
  const apollo = new ApolloServer<C>({
    schema: subgraph.schema,
    csrfPrevention: false,
    introspection: false,
    includeStacktraceInErrorResponses: false,
    formatError: formatError(log),
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  await apollo.start();

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const refuse = (status: number, message: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ message }] }));
    if (request.method !== 'POST' || request.url !== '/graphql') return refuse(404, 'Only POST /graphql is served here.');
    const body = await readBody(request, LARGEST_BODY);
    if (body === null) return refuse(413, 'The operation is too large.');
    let subgraphRequest: SubgraphRequest;
    try {
      subgraphRequest = requestOf(request, response, verifyActor);
    } catch (error) {
      log.warn({ event: 'subgraph_caller_refused', reason: (error as Error).message });
      return refuse(401, 'Only the gateway may call a subgraph.');
    }
    const headers = new HeaderMap();
    headers.set('content-type', 'application/json');
    const answer = await runWithTrace(subgraphRequest.trace, () =>
      apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: 'POST', headers, search: '', body: JSON.parse(body) as unknown },
        context: async () => subgraph.context(subgraphRequest),
      }),
    );
    if (answer.body.kind !== 'complete') return refuse(500, 'Incremental delivery is not used between gateway and subgraphs.');
    return response
      .writeHead(answer.status ?? 200, { 'content-type': 'application/json' })
      .end(answer.body.string);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((err: unknown) => {
      log.error({ event: 'subgraph_request_failed', err });
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  // Longer than the gateway's pool keeps idle sockets, so that it is never this side that closes one in use.
  server.keepAliveTimeout = 65_000;
  const sockets = attachSubscriptions({ server, subgraph, verifyActor, log });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async dispose() {
      await sockets.dispose();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      await apollo.stop();
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
