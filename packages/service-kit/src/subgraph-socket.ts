import type { Server } from 'node:http';
import { formatError, type RequestContext, type Subgraph, type SubgraphRequest } from '@comptoir/graphql-kit';
import { newTrace, type Logger } from '@comptoir/telemetry';
import type { Actor } from '@comptoir/kit';
import { GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { ActorVerifier } from './actor-token.ts';
import { corkTurn } from './cork.ts';
import type { DocumentOutcome } from './subgraph-documents.ts';

/** What the gateway puts into `extensions` of each subscribe message: one socket carries many people. */
export type SubscribeExtensions = {
  actor?: string;
  traceparent?: string;
  correlationId?: string;
  client?: { address: string; userAgent: string };
};

/** Subscriptions of one subgraph over graphql-transport-ws, for the gateway only. */
export function attachSubscriptions<C extends RequestContext>({
  server,
  subgraph,
  readDocument,
  verifyActor,
  log,
}: {
  server: Server;
  subgraph: Subgraph<C>;
  readDocument: (text: string) => DocumentOutcome;
  verifyActor: ActorVerifier;
  log: Logger;
}): { dispose(): Promise<void> } {
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: 1024 * 1024, perMessageDeflate: false });
  const mask = formatError(log);

  const protocol = useServer(
    {
      schema: subgraph.schema,
      onSubscribe(_socket, _id, payload) {
        const extensions = (payload.extensions ?? {}) as SubscribeExtensions;
        let actor: Actor | null;
        try {
          actor = verifyActor(extensions.actor);
        } catch {
          return [
            new GraphQLError('Only the gateway may call a subgraph.', { extensions: { code: 'UNAUTHENTICATED' } }),
          ];
        }
        const request: SubgraphRequest = {
          actor,
          trace: newTrace(extensions.traceparent, extensions.correlationId),
          client: extensions.client ?? { address: '', userAgent: '' },
          cookie: { refreshToken: null, setRefreshToken: () => undefined },
        };
        const outcome = readDocument(payload.query);
        if ('errors' in outcome) return outcome.errors;
        return {
          schema: subgraph.schema,
          document: outcome.document,
          operationName: payload.operationName,
          variableValues: payload.variables,
          contextValue: subgraph.context(request),
        };
      },
      onNext({ extra }, _id, _payload, _args, result) {
        corkTurn(extra.request.socket);
        return result.errors ? { ...result, errors: result.errors.map((e) => mask(e.toJSON(), e)) } : undefined;
      },
      onError: (_socket, _id, _payload, errors) => errors.map((e) => mask(e.toJSON(), e)),
    },
    sockets,
    15_000,
  );
  return { dispose: async () => protocol.dispose() };
}
