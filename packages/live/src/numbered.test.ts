import { describe, expect, it } from '@jest/globals';
import { createHub, memoryBus, numberedStream } from './index.ts';

type Item = { version: number; state: string };

/** A stored stream whose publications can be lost, repeated or late, as on a real bus. */
function feed() {
  const bus = memoryBus();
  const stored: Item[] = [];
  const store = (): Item => {
    const item = { version: stored.length + 1, state: `s${stored.length + 1}` };
    stored.push(item);
    return item;
  };
  const publish = (...items: Item[]) =>
    bus.publish(
      'saga',
      items.map((item) => ({ key: 'a', ...item })),
    );
  const subscribe = (after?: number, sweepMs = 50) =>
    numberedStream<Item>({
      hub: createHub(bus),
      channel: 'saga',
      key: 'a',
      after,
      current: async () => stored.at(-1) ?? null,
      read: async (from, limit) => stored.filter((i) => i.version > from).slice(0, limit),
      itemsOf: ({ version, state }) => [{ version: Number(version), state: String(state) }],
      isLast: ({ state }) => state === 'end',
      sweepMs,
    });
  return { stored, store, publish, subscribe };
}

async function take(stream: AsyncIterableIterator<Item>, count: number): Promise<number[]> {
  const versions: number[] = [];
  while (versions.length < count) {
    const { value, done } = await stream.next();
    if (done) break;
    versions.push(value.version);
  }
  return versions;
}

describe('numberedStream', () => {
  it('begins with the current state when the client has none', async () => {
    const { store, subscribe, publish } = feed();
    store();
    store();
    const stream = subscribe();
    expect(await take(stream, 1)).toEqual([2]);
    publish(store());
    expect(await take(stream, 1)).toEqual([3]);
    await stream.return?.();
  });

  it('resumes behind the number that the client has', async () => {
    const { store, subscribe } = feed();
    for (let i = 0; i < 5; i++) store();
    expect(await take(subscribe(2), 3)).toEqual([3, 4, 5]);
  });

  it('reads pages on without a message or a sweep', async () => {
    const { store, subscribe } = feed();
    for (let i = 0; i < 1_200; i++) store();
    expect(await take(subscribe(0, 60_000), 1_200)).toEqual(Array.from({ length: 1_200 }, (_, i) => i + 1));
  });

  it('drops repeats and puts late messages in their place', async () => {
    const { store, subscribe, publish } = feed();
    const [one, two, three] = [store(), store(), store()];
    const stream = subscribe(0);
    const taken = take(stream, 4);
    publish(three, one, two, one, three);
    publish(store());
    expect(await taken).toEqual([1, 2, 3, 4]);
  });

  it('reads what a lost message told of, at the next message or the next sweep', async () => {
    const { store, subscribe, publish } = feed();
    const stream = subscribe(0);
    const taken = take(stream, 3);
    store();
    publish((store(), store()));
    expect(await taken).toEqual([1, 2, 3]);
    const silent = take(stream, 1);
    store();
    expect(await silent).toEqual([4]);
  });

  it('misses nothing that is announced while it reads the current state', async () => {
    const bus = memoryBus();
    const stored: Item[] = [{ version: 1, state: 's1' }];
    let announced = false;
    const stream = numberedStream<Item>({
      ...{ hub: createHub(bus), channel: 'saga', key: 'a', after: null, sweepMs: 60_000 },
      async current() {
        const seen = stored.at(-1) ?? null;
        if (announced) return seen;
        announced = true;
        stored.push({ version: 2, state: 'end' });
        bus.publish('saga', [{ key: 'a' }]);
        await new Promise((later) => setImmediate(() => setImmediate(later)));
        return seen;
      },
      read: async (from, limit) => stored.filter((i) => i.version > from).slice(0, limit),
      // A message that only says that there is something to read.
      itemsOf: () => [],
      isLast: ({ state }) => state === 'end',
    });
    expect(await take(stream, 2)).toEqual([1, 2]);
  });

  it('survives random loss, repetition and reordering with the sequence 1..n', async () => {
    const { store, subscribe, publish } = feed();
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const clients = Array.from({ length: 20 }, () => take(subscribe(0, 20), 100));
    const late: Item[] = [];
    for (let i = 0; i < 100; i++) {
      const item = store();
      const luck = random();
      if (luck < 0.2) late.push(item);
      else if (luck < 0.9) publish(item, ...(luck < 0.4 ? [item] : []));
      if (late.length > 3) publish(...late.splice(0).reverse());
      await new Promise(setImmediate);
    }
    for (const versions of await Promise.all(clients))
      expect(versions).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  it('ends behind the last item, and at once when the client leaves', async () => {
    const { stored, store, subscribe } = feed();
    store();
    stored.push({ version: 2, state: 'end' });
    expect(await take(subscribe(0), 9)).toEqual([1, 2]);
    const waiting = subscribe(2, 60_000);
    const next = waiting.next();
    await waiting.return?.();
    expect(await next).toEqual({ value: undefined, done: true });
  });
});
