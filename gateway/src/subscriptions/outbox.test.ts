import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { WebSocket } from 'ws';
import { createOutbox } from './outbox.ts';

/** A socket whose client takes bytes when it is told to. */
function slowSocket() {
  const socket = Object.assign(new EventEmitter(), { OPEN: 1, readyState: 1, bufferedAmount: 0, sent: [] as string[] });
  const flushed: (() => void)[] = [];
  const vanish = () => {
    socket.readyState = 3;
    socket.emit('close');
  };
  return Object.assign(socket, {
    send(text: string, done: () => void) {
      socket.sent.push(text);
      socket.bufferedAmount += text.length;
      flushed.push(done);
    },
    take() {
      socket.bufferedAmount = 0;
      flushed.splice(0).forEach((done) => done());
    },
    terminate: vanish,
    vanish,
  });
}

function setUp(slowAfterMs = 20) {
  const socket = slowSocket();
  const cut: number[] = [];
  const outbox = createOutbox(socket as unknown as WebSocket, new PassThrough(), {
    bufferBytes: 10,
    slowAfterMs,
    onFlooded: (waitingBytes) => cut.push(waitingBytes),
  });
  return { socket, outbox, cut };
}

describe('an outbox', () => {
  it('sends at once and lets go on while little waits', async () => {
    const { socket, outbox } = setUp();
    outbox.send('1234');
    await outbox.drained();
    expect(await outbox.keepsUp()).toBe(true);
    expect(socket.sent).toEqual(['1234']);
  });

  it('holds up whoever asks until the client has taken what waits', async () => {
    const { socket, outbox } = setUp(1_000);
    outbox.send('more than ten');
    let drained = false;
    const waiting = outbox.drained().then(() => (drained = true));
    const keepsUp = outbox.keepsUp();
    await new Promise((resolve) => setImmediate(resolve));
    expect(drained).toBe(false);
    socket.take();
    await waiting;
    expect(await keepsUp).toBe(true);
  });

  it('says when a client has been too slow for too long, at once to those who ask later', async () => {
    const { outbox } = setUp();
    outbox.send('more than ten');
    expect(await outbox.keepsUp()).toBe(false);
    const asked = performance.now();
    expect(await outbox.keepsUp()).toBe(false);
    expect(performance.now() - asked).toBeLessThan(15);
  });

  it('holds up nobody once the client is gone', async () => {
    const { socket, outbox } = setUp(60_000);
    outbox.send('more than ten');
    const waiting = Promise.all([outbox.drained(), outbox.keepsUp()]);
    socket.vanish();
    await waiting;
    outbox.send('to nobody');
    expect(socket.sent).toEqual(['more than ten']);
  });

  it('cuts off a client for whom too much waits, and not for one large message', () => {
    const { socket, outbox, cut } = setUp();
    outbox.send('x'.repeat(500));
    socket.take();
    outbox.send('x'.repeat(80));
    outbox.send('y');
    expect({ state: socket.readyState, cut }).toEqual({ state: socket.OPEN, cut: [] });
    outbox.send('z');
    expect({ state: socket.readyState, cut, sent: socket.sent.length }).toEqual({ state: 3, cut: [81], sent: 3 });
  });

  it('cuts off also when the library answers in its place', () => {
    const { socket, outbox, cut } = setUp();
    outbox.send('x'.repeat(81));
    socket.emit('ping', Buffer.alloc(0));
    expect({ state: socket.readyState, cut }).toEqual({ state: 3, cut: [81] });
  });
});
