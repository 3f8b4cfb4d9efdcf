import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import type { Session } from '../session/session.ts';

/** GraphiQL's way to the graph: as the person who is logged in to the shop, unless its headers say who. */
export function createFetcher(session: Session): Fetcher {
  const identify = async (headers: Record<string, string> = {}): Promise<Record<string, string>> => {
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    if (names.includes('authorization') || names.includes('x-api-key')) return headers;
    // Without an answer from the session the request goes out as nobody's, and its own answer says so.
    const token = await session.token().catch(() => null);
    return token ? { ...headers, authorization: `Bearer ${token}` } : headers;
  };
  const url = `${window.location.origin.replace(/^http/, 'ws')}/graphql`;
  return async (request, options) => {
    const headers = await identify(options?.headers);
    // A socket for each subscription: each may be somebody else's, and it closes with it.
    const wsClient = createClient({ url, connectionParams: lowerCased(headers) });
    return createGraphiQLFetcher({ url: '/graphql', headers, wsClient })(request, { ...options, headers });
  };
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
