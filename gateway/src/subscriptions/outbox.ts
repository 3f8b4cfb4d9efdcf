import type { Writable } from 'node:stream';
import { corkTurn } from '@comptoir/service-kit';
import type { WebSocket } from 'ws';

/** What waits to be sent to the client of one socket. */
export type Outbox = {
  send(text: string): void;
  /** Resolves when the client has taken enough for more to be sent, or is gone. */
  drained(): Promise<void>;
  /** The same with a time limit: false when the client has been too slow for too long. */
  keepsUp(): Promise<boolean>;
};

export type OutboxOptions = {
  bufferBytes: number;
  slowAfterMs: number;
  /** The connection is cut because so many bytes wait. */
  onFlooded(waitingBytes: number): void;
};

/** So many times `bufferBytes` wait for those who make messages without asking (answers to pings, errors): enough is enough. */
const FLOODED = 8;

/**
 * Messages are handed to the socket at once and in order; `stream`, the connection under it, sends those of one turn
 * together. Whoever makes more of them asks first: while more than `bufferBytes` wait, streams pause, so that a client
 * that does not read costs no more than that. One that makes the gateway answer and still does not read is cut off.
 */
export function createOutbox(
  socket: WebSocket,
  stream: Writable,
  { bufferBytes, slowAfterMs, onFlooded }: OutboxOptions,
): Outbox {
  let blocked: { since: number; over: Promise<void>; end(): void } | null = null;

  function look(): void {
    const full = socket.readyState === socket.OPEN && socket.bufferedAmount > bufferBytes;
    if (full && !blocked) {
      let end = () => {};
      const over = new Promise<void>((resolve) => (end = resolve));
      blocked = { since: performance.now(), over, end };
    } else if (!full && blocked) {
      blocked.end();
      blocked = null;
    }
  }

  /** What one message adds does not count, however large: what waits already does. */
  function isFlooded(): boolean {
    const waiting = socket.bufferedAmount;
    if (socket.readyState !== socket.OPEN || waiting <= FLOODED * bufferBytes) return false;
    onFlooded(waiting);
    socket.terminate();
    return true;
  }

  socket.once('close', look);
  // Pings of the WebSocket protocol itself are answered by the library, past `send`.
  socket.on('ping', isFlooded);
  return {
    send(text) {
      if (socket.readyState !== socket.OPEN || isFlooded()) return;
      corkTurn(stream);
      // A send that fails closes the socket, which is where it is dealt with.
      socket.send(text, () => look());
      look();
    },
    async drained() {
      while (blocked) await blocked.over;
    },
    async keepsUp() {
      while (blocked) {
        const left = blocked.since + slowAfterMs - performance.now();
        if (left <= 0 || !(await endsWithin(blocked.over, left))) return false;
      }
      return true;
    },
  };
}

async function endsWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const inTime = await Promise.race([promise.then(() => true as const), late]);
  clearTimeout(timer);
  return inTime;
}
