import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { corkTurn, type ActorSigner } from '@comptoir/service-kit';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import {
  StreamRefused,
  SubgraphUnavailable,
  type SubgraphHandle,
  type SubgraphResult,
  type SubgraphStream,
  type SubgraphSubscription,
} from './handle.ts';
import { pushStream } from './push-stream.ts';

/** Sockets to one subgraph: many subscriptions travel on each. */
const SOCKETS = 2;

/** Many subscriptions begin and end on it in the same moment: what they say leaves together. */
class SharedSocket extends WebSocket {
  #stream: Writable | null = null;

  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args);
    this.once('upgrade', ({ socket }: IncomingMessage) => (this.#stream = socket));
  }

  override send(...sent: unknown[]): void {
    if (this.#stream) corkTurn(this.#stream);
    super.send(...(sent as Parameters<WebSocket['send']>));
  }
}

/**
 * Subscriptions of a subgraph in another process. They share few sockets; who asks travels in each subscribe message.
 * A lost socket ends its streams with SubgraphUnavailable: asking again silently would repeat numbers, so it is the
 * client that resumes from its last one.
 */
export function remoteStreams({ name, url, signActor }: { name: string; url: string; signActor: ActorSigner }): {
  subscribe: SubgraphHandle['subscribe'];
  dispose(): Promise<void>;
} {
  const sockets: Client[] = Array.from({ length: SOCKETS }, () =>
    createClient({
      url: `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/graphql`,
      webSocketImpl: SharedSocket,
      lazy: true,
      // Its timer cannot be taken back: longer would hold up the end of the process.
      lazyCloseTimeout: 500,
      keepAlive: 10_000,
      retryAttempts: 0,
      connectionAckWaitTimeout: 5_000,
    }),
  );
  let turn = 0;

  function subscribe({
    query,
    operationName,
    variables,
    request,
    stateLike,
  }: SubgraphSubscription): Promise<SubgraphStream> {
    const socket = sockets[turn++ % SOCKETS] as Client;
    const { trace, client } = request;
    const extensions = {
      actor: signActor(request.actor),
      traceparent: trace.traceparent,
      correlationId: trace.correlationId,
      client,
    };
    const stream = pushStream<SubgraphResult>(() => stop(), stateLike ? entityKey : undefined);
    const stop = socket.subscribe<SubgraphResult['data'] & object>(
      { query, variables, extensions, ...(operationName && { operationName }) },
      {
        next: (payload) => stream.push(payload as SubgraphResult),
        error(error) {
          // An array is the subgraph's own answer; anything else is the socket.
          if (Array.isArray(error)) stream.fail(new StreamRefused(error));
          else stream.fail(new SubgraphUnavailable(name, 'the socket was lost', { cause: error }));
        },
        complete: () => stream.end(),
      },
    );
    return Promise.resolve(stream.iterator);
  }

  return {
    subscribe,
    async dispose() {
      await Promise.all(sockets.map((socket) => socket.dispose()));
    },
  };
}

/**
 * Which entity a payload is about, by the ids among the fields that were asked for; null when there are none, or when it
 * tells of errors, which nothing may replace.
 */
function entityKey({ data, errors }: SubgraphResult): string | null {
  const [entity] = Object.values(data ?? {}) as (Record<string, unknown> | null)[];
  if (errors || !entity) return null;
  const ids = Object.entries(entity).filter(
    ([name, value]) => typeof value === 'string' && (name === 'id' || name.endsWith('Id')),
  );
  return ids.length > 0 ? ids.map(([name, value]) => `${name}:${String(value)}`).join() : null;
}
