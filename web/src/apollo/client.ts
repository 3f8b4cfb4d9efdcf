import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { RetryLink } from '@apollo/client/link/retry';
import { ServerError } from '@apollo/client/errors';
import { OperationTypeNode } from 'graphql';
import { from, mergeMap } from 'rxjs';
import type { Session } from '../session/session.ts';
import { createCache } from './cache.ts';
import { connection } from './connection.ts';
import { createLiveClient } from './live-client.ts';
import { createLiveLink } from './live-link.ts';

const TIMEOUT_MS = 20_000;

/** Puts the token of the session on each request; waits for one that is being renewed. */
const authorize = (session: Session): ApolloLink =>
  new SetContextLink(async ({ headers }) => {
    // Without an answer from the session the request goes out as it is: what is public still works.
    const token = await session.token().catch(() => null);
    return { token, headers: token ? { ...headers, authorization: `Bearer ${token}` } : headers };
  });

/** A token that the server does not take is renewed once, and the operation asked again. */
const renewOnRefusal = (session: Session): ApolloLink =>
  new ErrorLink(({ error, operation, forward }) => {
    const { token, renewed } = operation.getContext();
    const refused = CombinedGraphQLErrors.is(error)
      ? error.errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED')
      : ServerError.is(error) && error.statusCode === 401;
    if (!refused || !token || renewed) return;
    operation.setContext({ renewed: true });
    // Without another token the second answer is the first one, and that is what the page tells.
    return from(session.renew(token).catch(() => null)).pipe(mergeMap(() => forward(operation)));
  });

/** Reads that never reached the shop are asked again; a mutation is repeated by the person, never by the machine. */
const retryReads = new RetryLink({
  delay: { initial: 300, max: 3_000, jitter: true },
  attempts: {
    max: 3,
    retryIf: (error, operation) => operation.operationType === OperationTypeNode.QUERY && error instanceof TypeError,
  },
});

const http = new HttpLink({
  uri: '/graphql',
  fetch: (uri, init) =>
    fetch(uri, {
      ...init,
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(init?.signal ? [init.signal] : [])]),
    }),
});

/** The one way to the graph: queries and mutations over HTTP, subscriptions over one WebSocket, entities in one cache. */
export function createApolloClient(session: Session): ApolloClient {
  const url = `${window.location.origin.replace(/^http/, 'ws')}/graphql`;
  const live = createLiveLink(createLiveClient({ url, session, state: connection }));
  const client = new ApolloClient({
    cache: createCache(),
    dataMasking: true,
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      live,
      ApolloLink.from([renewOnRefusal(session), retryReads, authorize(session), http]),
    ),
    defaultOptions: { watchQuery: { errorPolicy: 'all' } },
  });

  // What was read for one person is not for the next one.
  let person: string | null | undefined;
  session.state.subscribe(() => {
    const now = session.state.get();
    const next = now.status === 'signed-in' ? now.viewer.id : null;
    // A read that fails here is told by the part of the page that asked for it.
    if (now.status !== 'restoring' && person !== undefined && next !== person) void client.resetStore().catch(() => {});
    if (now.status !== 'restoring') person = next;
  });
  // State-like streams say what changes: after a gap, the page reads once what is.
  let gap = false;
  connection.subscribe(() => {
    if (connection.get() === 'reconnecting') gap = true;
    if (connection.get() !== 'live' || !gap) return;
    gap = false;
    void client.refetchQueries({ include: 'active' });
  });
  return client;
}
