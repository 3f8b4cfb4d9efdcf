import { createBreaker, systemClock, type Clock } from '@comptoir/kit';
import { HEADERS, type ActorSigner } from '@comptoir/service-kit';
import { pipeline } from 'node:stream/promises';
import { Pool } from 'undici';
import { SubgraphUnavailable, type SubgraphHandle, type SubgraphOperation, type SubgraphResult } from './handle.ts';
import { remoteStreams } from './remote-streams.ts';

export type RemoteOptions = {
  name: string;
  /** `http://host:port` of the subgraph; GraphQL and graphql-transport-ws at `/graphql`. */
  url: string;
  signActor: ActorSigner;
  /** A subgraph that has not answered by then counts as unavailable. */
  deadlineMs?: number;
  connections?: number;
  clock?: Clock;
};

/** Idle sockets are given up before the subgraph's 65 s, so that it is never the other side that closes one in use. */
const KEEP_ALIVE_MS = 50_000;
const CONNECTION_FAULTS = new Set(['UND_ERR_SOCKET', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

const isConnectionFault = (error: unknown): boolean =>
  CONNECTION_FAULTS.has(String((error as { code?: unknown }).code));

/** A subgraph in another process, over a keep-alive pool (never global fetch, which costs more than the gateway itself). */
export function remoteSubgraph(options: RemoteOptions): SubgraphHandle {
  const { name, url, signActor, deadlineMs = 10_000, connections = 32, clock = systemClock } = options;
  const pool = new Pool(url, {
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connectTimeout: 2_000,
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs,
  });
  const breaker = createBreaker({ clock });
  const streams = remoteStreams({ name, url, signActor });

  /** Who asks, vouched for. */
  const headersOf = ({ trace, client, actor }: SubgraphOperation['request']) => ({
    traceparent: trace.traceparent,
    [HEADERS.correlation]: trace.correlationId,
    [HEADERS.actor]: signActor(actor),
    [HEADERS.clientAddress]: client.address,
    [HEADERS.clientAgent]: client.userAgent,
  });

  async function send({ query, operationName, variables, request }: SubgraphOperation): Promise<SubgraphResult> {
    const { cookie } = request;
    const response = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: {
        'content-type': 'application/json',
        ...headersOf(request),
        ...(cookie.refreshToken && { [HEADERS.refreshToken]: cookie.refreshToken }),
      },
      body: JSON.stringify({ query, operationName, variables }),
    });
    const text = await response.body.text();
    const result = parseResult(text);
    if (!result) throw new SubgraphUnavailable(name, `HTTP ${response.statusCode} without a GraphQL answer`);
    const refreshed = response.headers[HEADERS.setRefreshToken];
    if (typeof refreshed === 'string') passRefreshToken(refreshed, cookie);
    return result;
  }

  async function attempt(operation: SubgraphOperation, triesLeft: number): Promise<SubgraphResult> {
    try {
      const result = await send(operation);
      breaker.succeeded();
      return result;
    } catch (error) {
      // A keep-alive socket may die just as we use it. Only a query may be asked twice: a mutation may have run.
      if (triesLeft > 0 && operation.kind === 'query' && isConnectionFault(error))
        return attempt(operation, triesLeft - 1);
      breaker.failed();
      if (error instanceof SubgraphUnavailable) throw error;
      throw new SubgraphUnavailable(name, (error as Error).message, { cause: error });
    }
  }

  return {
    name,
    async fetch(operation) {
      if (!breaker.allows())
        throw new SubgraphUnavailable(name, 'it failed repeatedly; the next try comes within a second');
      return attempt(operation, 1);
    },
    subscribe: streams.subscribe,
    async download(path, _incoming, response, request) {
      // The reader's pace is its own: however long it takes, and it may give up.
      const answer = await pool
        .request({ method: 'GET', path: `/downloads${path}`, headers: headersOf(request), bodyTimeout: 0 })
        .catch((cause: Error) => {
          throw new SubgraphUnavailable(name, cause.message, { cause });
        });
      const kept = ['content-type', 'content-disposition', 'content-length', 'cache-control'];
      response.writeHead(
        answer.statusCode,
        Object.fromEntries(Object.entries(answer.headers).filter(([header]) => kept.includes(header))),
      );
      await pipeline(answer.body, response);
    },
    async health() {
      try {
        const probe = await pool.request({ method: 'GET', path: '/graphql', headersTimeout: 1_000 });
        await probe.body.dump();
        return { name, ok: true };
      } catch (error) {
        return { name, ok: false, detail: (error as Error).message || 'does not answer' };
      }
    },
    async dispose() {
      await streams.dispose();
      await pool.close();
    },
  };
}

/** A GraphQL answer whatever the status; null for anything else (a proxy's page, an empty body). */
function parseResult(text: string): SubgraphResult | null {
  try {
    const body = JSON.parse(text) as SubgraphResult | null;
    return body && typeof body === 'object' && ('data' in body || Array.isArray(body.errors)) ? body : null;
  } catch {
    // Not JSON, so not an answer of a subgraph: the caller reports it with the status.
    return null;
  }
}

/** `<expiry in ms> <token>`, or empty to remove the cookie. */
function passRefreshToken(header: string, cookie: SubgraphOperation['request']['cookie']): void {
  const [expiry = '', token = ''] = header.split(' ');
  if (token) cookie.setRefreshToken(token, new Date(Number(expiry)));
  else cookie.setRefreshToken(null);
}
