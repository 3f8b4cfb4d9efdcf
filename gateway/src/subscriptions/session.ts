import type { Writable } from 'node:stream';
import type { Actor } from '@comptoir/kit';
import type { WebSocket } from 'ws';
import type { Caller, Identity } from '../identity/identity.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** One socket: who is behind it, and what waits to be sent. */
export type SocketSession = {
  client: { address: string; userAgent: string };
  outbox: Outbox;
  /** Null before connection_init and for anonymous callers. */
  actor(): Actor | null;
  /** Takes the caller on, until the token or key expires. */
  signIn(caller: Caller): void;
  /** Ends the session when its caller no longer is who it was. */
  recheck(): void;
  close(code: number, reason: string): void;
};

/** Close codes that this gateway uses beside those of graphql-transport-ws. All but 4403 mean: connect again and resume. */
export const CLOSE = {
  /** The token expired or a right was revoked: get a new token, then connect again. */
  forbidden: 4403,
  /** The gateway stops. */
  restart: 1012,
  /** Identity cannot be checked right now, or too many bad credentials came from this address. */
  tryLater: 1013,
} as const;

const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A client that does not answer the closing handshake is cut off. */
const CLOSING_MS = 2_000;

/** `onClosing` runs once, before the close frame is sent: streams end there, not when the client has answered. */
export function createSession({
  socket,
  stream,
  client,
  identity,
  limits,
  onClosing,
  onFlooded,
}: {
  socket: WebSocket;
  stream: Writable;
  client: SocketSession['client'];
  identity: Pick<Identity, 'isCurrent'>;
  limits: { socketBufferBytes: number; slowConsumerMs: number };
  onClosing: (code: number, reason: string) => void;
  onFlooded: (waitingBytes: number) => void;
}): SocketSession {
  let caller: Caller | null = null;
  let expiry: NodeJS.Timeout | undefined;
  let closing = false;

  function closed(code: number, reason: string): void {
    if (closing) return;
    closing = true;
    clearTimeout(expiry);
    onClosing(code, reason);
  }

  function close(code: number, reason: string): void {
    closed(code, reason);
    socket.close(code, reason);
    const cut = setTimeout(() => socket.terminate(), CLOSING_MS);
    socket.once('close', () => clearTimeout(cut));
  }

  socket.once('close', (code, reason) => closed(code, String(reason)));

  return {
    client,
    outbox: createOutbox(socket, stream, {
      bufferBytes: limits.socketBufferBytes,
      slowAfterMs: limits.slowConsumerMs,
      onFlooded,
    }),
    actor: () => caller?.actor ?? null,
    signIn(signedIn) {
      caller = signedIn;
      const left = signedIn.expiresAt - Date.now();
      if (Number.isFinite(left))
        expiry = setTimeout(
          () => close(CLOSE.forbidden, 'The access token or API key has expired'),
          Math.min(left, LONGEST_TIMER_MS),
        );
    },
    recheck() {
      if (caller && !closing && !identity.isCurrent(caller)) close(CLOSE.forbidden, 'The session has ended');
    },
    close,
  };
}
