import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
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

  it('hears a channel that was asked for while Redis was away', async () => {
    const redis = new URL(url ?? '');
    const behind = Number(redis.port);
    const door = createServer((socket) => {
      const inner = connect(behind, redis.hostname);
      socket.pipe(inner).pipe(socket);
      for (const end of [socket, inner]) end.on('error', () => end.destroy());
    });
    await once(door.listen(0, '127.0.0.1'), 'listening');
    const { port } = door.address() as AddressInfo;
    await new Promise((closed) => door.close(closed));
    redis.port = String(port);
    const prefix = `test-${randomUUID()}:`;
    const [late, other] = [redisBus({ url: redis.href, log, prefix }), redisBus({ url: url ?? '', log, prefix })];
    const back = new Promise<void>((resolve) => late.onReconnect(resolve));
    const heard = collect(late, 'identity');
    // The subscription fails first: there is nobody at that address.
    await new Promise((resolve) => setImmediate(resolve));
    await once(door.listen(port, '127.0.0.1'), 'listening');
    await back;
    other.publish('identity', [{ key: 'a', last: true }]);
    expect(await heard).toEqual([[{ key: 'a', last: true }]]);
    await Promise.all([late.close(), other.close()]);
    door.close();
  });
});
