import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@comptoir/telemetry';
import type { LiveMessage } from './bus.ts';
import { redisBus } from './redis-bus.ts';

const url = process.env.TEST_REDIS_URL;
const log = createLogger('test', 'silent');

(url ? describe : describe.skip)('the bus on Redis', () => {
  const open = () => redisBus({ url: url ?? '', log, prefix: `test-${randomUUID()}:` });
  const buses: ReturnType<typeof open>[] = [];
  afterAll(() => Promise.all(buses.map((bus) => bus.close())));

  /** Frames of a channel; resolves once one tells that it is the last. */
  function collect(bus: ReturnType<typeof open>, channel: string): Promise<LiveMessage[][]> {
    const frames: LiveMessage[][] = [];
    return new Promise((resolve) =>
      bus.subscribe(channel, (frame) => void (frames.push(frame), frame.at(-1)?.last && resolve(frames))),
    );
  }

  it('sends what is published in one turn as one frame a channel, in order', async () => {
    const bus = open();
    buses.push(bus);
    const [sales, stock] = [collect(bus, 'sale'), collect(bus, 'stock')];
    const ready = collect(bus, 'ready');
    // Subscriptions are made in order: when the last of them hears, all do.
    const ask = setInterval(() => bus.publish('ready', [{ key: 'r', last: true }]), 10);
    await ready;
    clearInterval(ask);
    bus.publish('sale', [{ key: 'a' }, { key: 'b' }]);
    bus.publish('stock', [{ key: 's', last: true }]);
    bus.publish('sale', [{ key: 'c' }]);
    await new Promise((resolve) => setImmediate(resolve));
    bus.publish('sale', [{ key: 'd', last: true }]);
    expect(await sales).toEqual([[{ key: 'a' }, { key: 'b' }, { key: 'c' }], [{ key: 'd', last: true }]]);
    expect(await stock).toEqual([[{ key: 's', last: true }]]);
  });

  /** A way to Redis that can be shut, with all who are on it, and opened again at the same place. */
  async function aDoor() {
    const redis = new URL(url ?? '');
    const behind = Number(redis.port);
    const inside = new Set<Socket>();
    const door = createServer((socket) => {
      const inner = connect(behind, redis.hostname);
      socket.pipe(inner).pipe(socket);
      for (const end of [socket, inner]) end.on('error', () => end.destroy());
      inside.add(socket.on('close', () => inner.destroy()));
    });
    await once(door.listen(0, '127.0.0.1'), 'listening');
    const { port } = door.address() as AddressInfo;
    redis.port = String(port);
    return {
      url: redis.href,
      async shut() {
        const closed = new Promise((resolve) => door.close(resolve));
        inside.forEach((socket) => socket.destroy());
        await closed;
      },
      open: () => once(door.listen(port, '127.0.0.1'), 'listening'),
    };
  }

  it('tells who was connected all the time that a sender had lost something, once the sender is back', async () => {
    const door = await aDoor();
    const prefix = `test-${randomUUID()}:`;
    const [sender, listener] = [redisBus({ url: door.url, log, prefix }), redisBus({ url: url ?? '', log, prefix })];
    const first = collect(listener, 'saga');
    const ask = setInterval(() => sender.publish('saga', [{ key: 'a', last: true }]), 10);
    await first;
    clearInterval(ask);
    await door.shut();
    let missed = 0;
    const told = new Promise<void>((resolve) => listener.onReconnect(() => void (missed++, resolve())));
    sender.publish('saga', [{ key: 'b' }]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(missed).toBe(0);
    await door.open();
    await told;
    await Promise.all([sender.close(), listener.close()]);
    await door.shut();
  });

  it('hears a channel that was asked for while Redis was away', async () => {
    const door = await aDoor();
    await door.shut();
    const prefix = `test-${randomUUID()}:`;
    const [late, other] = [redisBus({ url: door.url, log, prefix }), redisBus({ url: url ?? '', log, prefix })];
    const back = new Promise<void>((resolve) => late.onReconnect(resolve));
    const heard = collect(late, 'identity');
    // The subscription fails first: there is nobody at that address.
    await new Promise((resolve) => setImmediate(resolve));
    await door.open();
    await back;
    other.publish('identity', [{ key: 'a', last: true }]);
    expect(await heard).toEqual([[{ key: 'a', last: true }]]);
    await Promise.all([late.close(), other.close()]);
    await door.shut();
  });
});
