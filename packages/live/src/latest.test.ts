import { describe, expect, it } from '@jest/globals';
import { createHub, latestStream, memoryBus, type LiveBus } from './index.ts';

const tick = () => new Promise(setImmediate);

describe('latestStream', () => {
  it('keeps only the newest message of a key while the client is busy', async () => {
    const bus = memoryBus();
    const stream = latestStream({
      hub: createHub(bus),
      channel: 'stock',
      keys: ['a', 'b'],
      itemOf: (m) => `${m.key}${m.n}`,
    });
    const first = stream.next();
    bus.publish('stock', [{ key: 'a', n: 1 }]);
    expect((await first).value).toBe('a1');
    bus.publish(
      'stock',
      [2, 3, 4].map((n) => ({ key: 'a', n })),
    );
    bus.publish('stock', [
      { key: 'b', n: 9 },
      { key: 'c', n: 1 },
    ]);
    await tick();
    await tick();
    expect((await stream.next()).value).toBe('a4');
    expect((await stream.next()).value).toBe('b9');
    await stream.return?.();
    expect((await stream.next()).done).toBe(true);
  });

  it('does not let an older version replace a newer one that waits', async () => {
    const bus = memoryBus();
    const stream = latestStream({ hub: createHub(bus), channel: 's', keys: ['a'], itemOf: (m) => m.version });
    const first = stream.next();
    bus.publish('s', [{ key: 'a', version: 1 }]);
    expect((await first).value).toBe(1);
    bus.publish('s', [
      { key: 'a', version: 3 },
      { key: 'a', version: 2 },
    ]);
    await tick();
    expect((await stream.next()).value).toBe(3);
  });

  it('leaves out what the reader may not see', async () => {
    const bus = memoryBus();
    const stream = latestStream({
      hub: createHub(bus),
      channel: 's',
      keys: null,
      itemOf: (m) => (m.n === 2 ? 'two' : null),
    });
    const next = stream.next();
    bus.publish('s', [
      { key: 'x', n: 1 },
      { key: 'y', n: 2 },
    ]);
    expect((await next).value).toBe('two');
  });

  it('sends the state again after the bus was away', async () => {
    const callbacks: (() => void)[] = [];
    const bus: LiveBus = { ...memoryBus(), onReconnect: (callback) => (callbacks.push(callback), () => undefined) };
    const stream = latestStream({
      hub: createHub(bus),
      channel: 's',
      keys: ['a'],
      itemOf: () => 'message',
      reload: async () => ['now'],
    });
    const next = stream.next();
    callbacks.forEach((callback) => callback());
    expect((await next).value).toBe('now');
  });
});
