import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { newTrace, type Logger } from '@comptoir/telemetry';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type OperationResult, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { FormatErrors } from '../execution/errors.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import { clientAddress } from '../http/client-address.ts';
import { isUnauthenticated, type Identity } from '../identity/identity.ts';
import type { Revocations } from '../identity/revocations.ts';
import type { Limits } from '../limits/limits.ts';
import { socketClosed, socketFlooded } from '../telemetry/events.ts';
import { CLOSE, createSession, type SocketSession } from './session.ts';
import type { SocketOperation, SocketOperations } from './socket-operations.ts';

const PING_MS = 12_000;

/** graphql-transport-ws at `/graphql`: streams, queries and mutations over one socket. */
export function attachSockets({
  server,
  operations,
  identity,
  revocations,
  limits,
  trustedProxies,
  formatErrors,
  log,
}: {
  server: Server;
  operations: SocketOperations;
  identity: Identity;
  revocations: Revocations;
  limits: Limits;
  trustedProxies: number;
  formatErrors: FormatErrors;
  log: Logger;
}): { dispose(): Promise<void> } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.bodyBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const sessions = new Map<WebSocket, SocketSession>();
  const contexts = new WeakMap<SubscribePayload, OperationContext>();
  let stopping = false;

  const protocol = makeServer<Record<string, unknown>, SocketSession>({
    async onConnect({ connectionParams = {}, extra: session }) {
      const { authorization, 'x-api-key': apiKey } = connectionParams;
      try {
        const credentials = { authorization: textOf(authorization), apiKey: textOf(apiKey) };
        session.signIn(await identity.identify(credentials, session.client.address));
        return true;
      } catch (error) {
        if (isUnauthenticated(error)) return false;
        const isRefusal = error instanceof GraphQLError && error.extensions.code === 'RATE_LIMITED';
        if (!isRefusal) log.error({ event: 'socket_not_identified', err: error });
        session.close(CLOSE.tryLater, 'Try again in a moment');
        return undefined;
      }
    },
    async onSubscribe({ extra: session, subscriptions }, _id, payload) {
      const context = operations.contextOf(session, payload);
      contexts.set(payload, context);
      if (Object.keys(subscriptions).length > limits.operationsPerSocket) return [tooMany(limits.operationsPerSocket)];
      await session.outbox.drained();
      const operation = await operations.prepare(session, payload, context);
      if (!('planned' in operation)) return operation;
      const { document, operationName } = operation.planned;
      return { schema: operations.schema, document, operationName, contextValue: operation };
    },
    execute: (args) => operations.execute(args.contextValue as SocketOperation) as OperationResult,
    subscribe: (args) => operations.subscribe(args.contextValue as SocketOperation) as OperationResult,
    onNext: (_context, _id, _payload, _args, result) => result,
    onError(_context, _id, payload, errors) {
      const trace = contexts.get(payload)?.request.trace ?? newTrace();
      return formatErrors(errors, trace);
    },
  });

  function accept(socket: WebSocket, request: IncomingMessage): void {
    const client = { address: clientAddress(request, trustedProxies), userAgent: request.headers['user-agent'] ?? '' };
    // Set below; a subprotocol that is not ours is closed before that.
    let release: ReturnType<typeof protocol.opened> = async () => undefined;
    const session = createSession({
      socket,
      stream: request.socket,
      client,
      identity,
      limits,
      onClosing(code, reason) {
        sessions.delete(socket);
        socketClosed(log, { code, reason });
        release(code, reason).catch((err: unknown) => log.error({ event: 'socket_not_released', err }));
      },
      onFlooded: (waitingBytes) => socketFlooded(log, { waitingBytes, address: client.address }),
    });
    sessions.set(socket, session);
    release = protocol.opened(
      {
        protocol: socket.protocol,
        send: async (text) => session.outbox.send(text),
        close: (code, reason) => session.close(code ?? CloseCode.InternalServerError, reason ?? ''),
        onMessage: (callback) =>
          socket.on('message', (data) => {
            callback(String(data)).catch((err: unknown) => {
              log.error({ event: 'socket_message_failed', err });
              session.close(CloseCode.InternalServerError, 'Internal server error');
            });
          }),
      },
      session,
    );
    socket.on('error', (err) => log.info({ event: 'socket_error', reason: err.message }));
    keepAlive(socket);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Node has let go of this connection: an error that nobody listens to would end the process.
    socket.on('error', () => socket.destroy());
    const [path] = (request.url ?? '').split('?');
    if (path !== '/graphql' || stopping) {
      const status = stopping ? '503 Service Unavailable' : '404 Not Found';
      return void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`, () => socket.destroy());
    }
    sockets.handleUpgrade(request, socket, head, (opened) => accept(opened, request));
  }

  server.on('upgrade', upgrade);
  const stopRechecks = revocations.onRevoked(() => sessions.forEach((session) => session.recheck()));

  return {
    async dispose() {
      stopping = true;
      stopRechecks();
      const open = [...sockets.clients];
      const closed = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of open)
        sessions.get(socket)?.close(CLOSE.restart, 'The gateway restarts: connect again and resume');
      await Promise.all(closed);
      server.off('upgrade', upgrade);
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function tooMany(limit: number): GraphQLError {
  return new GraphQLError(`This socket has ${limit} operations open, which is all it may have. Complete some first.`, {
    extensions: { code: 'RATE_LIMITED' },
  });
}

/** Proxies cut idle connections, and a peer that has vanished is noticed by nothing else. */
function keepAlive(socket: WebSocket): void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_MS);
  socket.once('close', () => clearInterval(timer));
}
