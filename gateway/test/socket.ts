import { once } from 'node:events';
import { eventually } from '@comptoir/testing';
import { WebSocket } from 'ws';

export type Message = {
  type: string;
  id?: string;
  payload?: { data?: Record<string, unknown>; errors?: WireError[] } & WireError[];
};
export type WireError = { message: string; path?: string[]; extensions: { code: string; traceId?: string } };

export type RawSocket = {
  socket: WebSocket;
  /** Everything that came, in order. */
  received: Message[];
  send(message: object | string): void;
  subscribe(id: string, query: string, variables?: object): void;
  /** The first `count` messages of one operation. */
  messages(id: string, count: number): Promise<Message[]>;
  closed: Promise<{ code: number; reason: string }>;
};

/** graphql-transport-ws by hand: what a client library would hide is what these tests are about. */
export async function openSocket(
  url: string,
  { init = {}, protocol = 'graphql-transport-ws' }: { init?: object | null; protocol?: string | null } = {},
): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocol ?? []);
  const received: Message[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data)) as Message));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await once(socket, 'open');
  const send = (message: object | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  if (init) {
    send({ type: 'connection_init', payload: init });
    await eventually(() => received.length > 0 || socket.readyState === socket.CLOSED, {
      what: 'an answer to connection_init',
    });
  }
  return {
    socket,
    received,
    send,
    closed,
    subscribe: (id, query, variables) => send({ type: 'subscribe', id, payload: { query, variables } }),
    async messages(id, count) {
      const ofOperation = () => received.filter((message) => message.id === id);
      await eventually(() => ofOperation().length >= count, {
        what: `${count} messages of ${id} (came: ${JSON.stringify(ofOperation())})`,
      });
      return ofOperation().slice(0, count);
    },
  };
}
