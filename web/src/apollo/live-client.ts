import { createClient, type Client } from 'graphql-ws';
import type { Session } from '../session/session.ts';
import type { Store } from '../shared/store.ts';
import type { ConnectionState } from './connection.ts';

const KEEP_ALIVE_MS = 15_000;
const PONG_WITHIN_MS = 6_000;
const LAZY_CLOSE_MS = 3_000;
const SLOWEST_MS = 15_000;
/** Close codes with which the server says that the credentials are not good (any more). */
const NOT_ACCEPTED = [4401, 4403];

/** 0.5 s, 1 s, 2 s … 15 s, each shortened by up to half, so that a restarted shop is not stormed. */
export const reconnectDelay = (attempt: number, random: number): number =>
  Math.min(500 * 2 ** attempt, SLOWEST_MS) * (1 - random / 2);

/** The WebSocket client: opened when something is live, reconnected for as long as it is, with a good token each time. */
export function createLiveClient({
  url,
  session,
  state,
}: {
  url: string;
  session: Session;
  state: Store<ConnectionState>;
}): Pick<Client, 'subscribe'> {
  let open = 0;
  let pong: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket | null = null;
  let sentToken: string | null = null;
  let refused = false;

  const client = createClient({
    url,
    lazyCloseTimeout: LAZY_CLOSE_MS,
    keepAlive: KEEP_ALIVE_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (attempt) => backOnline(reconnectDelay(attempt, Math.random())),
    connectionParams: async () => {
      sentToken = refused ? await session.renew(sentToken) : await session.token();
      refused = false;
      return sentToken ? { authorization: `Bearer ${sentToken}` } : {};
    },
    on: {
      connecting: (isRetry) => state.set(isRetry || state.get() === 'reconnecting' ? 'reconnecting' : 'connecting'),
      opened: (opened) => (socket = opened as WebSocket),
      connected: () => state.set('live'),
      closed: (event) => {
        clearTimeout(pong);
        const { code, wasClean } = event as CloseEvent;
        refused = NOT_ACCEPTED.includes(code);
        state.set(wasClean && code === 1000 ? 'idle' : 'reconnecting');
      },
      // A network that is gone without a word is noticed by the answer that does not come.
      ping: (received) => {
        if (!received) pong = setTimeout(() => socket?.close(4408, 'No answer'), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
    },
  });

  // Somebody else is in front of the screen: the socket still carries the rights of whoever was before.
  let person = personOf(session);
  session.state.subscribe(() => {
    const next = personOf(session);
    if (next === person) return;
    person = next;
    if (state.get() !== 'idle') client.terminate();
  });

  return {
    subscribe(payload, sink) {
      const stop = client.subscribe(payload, sink);
      let stopped = false;
      open++;
      return () => {
        if (stopped) return;
        stopped = true;
        stop();
        // Nobody waits for the connection any more: that it was lost is no news.
        if (--open === 0 && state.get() !== 'live') state.set('idle');
      };
    },
  };
}

function personOf(session: Session): string | null {
  const now = session.state.get();
  return now.status === 'signed-in' ? now.viewer.id : null;
}

/** Waits, but no longer than until the browser says that it is online again. */
function backOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
  });
}
