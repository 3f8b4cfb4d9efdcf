import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContextName } from '@comptoir/kit';
import { parkedEvents, replayParked, startConsumer, type Route } from '@comptoir/messaging';
import { eventually } from '@comptoir/testing';
import { disorder, openBackbone, settled, someStreams, writeEvents } from './backbone.ts';
import { BACKENDS, log } from './servers.ts';

const inSources = (consumer: string, ...sources: ContextName[]) => ({
  ...{ consumer, sources, type: null, from: null, first: 10 },
});

type Backbone = Awaited<ReturnType<typeof openBackbone>>;

describe.each(BACKENDS)('what consumers cannot take in on %s', (backend) => {
  let backbone: Backbone;
  let { bus, queues, users, catalog, relay, consume } = {} as Backbone;
  beforeAll(async () => {
    backbone = await openBackbone(backend);
    ({ bus, queues, users, catalog, relay, consume } = backbone);
  });
  afterAll(() => backbone.close());

  it('parks an event that cannot be applied with the later ones of its stream, and replays them', async () => {
    let poison = true;
    const { handler, pool, seen, running } = await consume('picky', 1, (event) => {
      if (poison && event.data.bad === true) throw new Error('Cannot take this.');
    });
    const routes: Route[] = [{ consumer: { name: 'picky', context: 'audit' }, types: ['Good'] }];
    const leader = relay(catalog, routes);
    const [bad = '', ...good] = someStreams(60);
    await writeEvents(catalog.pool, [bad, ...good], { type: 'Good' });
    await writeEvents(catalog.pool, [bad], { from: 2, type: 'Good', data: { bad: true } });
    await writeEvents(catalog.pool, [bad, ...good], { from: 3, count: 2, type: 'Good' });
    await settled([leader]);
    const goodOnes = async () => (await seen()).filter((event) => event.streamId !== bad).length;
    expect(await goodOnes()).toBe(59 * 3);

    const parked = await parkedEvents(pool, inSources('picky', 'users', 'catalog'));
    expect(
      parked
        .map(({ event: { streamId, streamVersion }, error, attempts }) => ({
          streamId,
          streamVersion,
          error,
          attempts,
        }))
        .sort((a, b) => a.streamVersion - b.streamVersion),
    ).toEqual([
      { streamId: bad, streamVersion: 2, error: 'Cannot take this.', attempts: 1 },
      { streamId: bad, streamVersion: 3, error: 'An earlier event of its stream is parked.', attempts: 0 },
      { streamId: bad, streamVersion: 4, error: 'An earlier event of its stream is parked.', attempts: 0 },
    ]);
    const again = { source: 'catalog', streamId: bad } as const;
    expect(await replayParked(pool, handler, again)).toEqual({
      replayed: 0,
      failed: [{ streamId: bad, error: 'Cannot take this.' }],
      nextAfter: null,
    });
    poison = false;
    expect(await replayParked(pool, handler, again)).toEqual({ replayed: 3, failed: [], nextAfter: null });
    await writeEvents(catalog.pool, [bad], { from: 5, type: 'Good' });
    await settled([leader]);
    const stream = (await seen()).filter((event) => event.streamId === bad);
    expect(stream.map((event) => event.streamVersion)).toEqual([1, 2, 3, 4, 5]);
    await leader.stop();
    await running.stop();
  });

  it('tries a whole batch again when the fault is not in its events', async () => {
    let failures = 3;
    const { pool, seen, running } = await consume('shaky', 1, () => {
      if (failures-- > 0) throw Object.assign(new Error('The server goes down.'), { code: '57P01' });
    });
    const leader = relay(users, [{ consumer: { name: 'shaky', context: 'audit' }, types: ['Shaken'] }]);
    await writeEvents(users.pool, someStreams(3), { count: 3, type: 'Shaken' });
    await settled([leader]);
    expect(disorder(await seen())).toEqual([]);
    expect(await seen()).toHaveLength(9);
    expect(await parkedEvents(pool, inSources('shaky', 'users'))).toEqual([]);
    await leader.stop();
    await running.stop();
  });

  it('parks nothing when it is the consumer that is broken', async () => {
    let broken = true;
    let tries = 0;
    const { pool, handler, seen, running } = await consume('broken', 1, () => {
      tries += 1;
      if (broken) throw new TypeError('undefined is not a function');
    });
    const leader = relay(users, [{ consumer: { name: 'broken', context: 'audit' }, types: ['Fine'] }]);
    await writeEvents(users.pool, someStreams(40), { type: 'Fine' });
    await eventually(() => tries > 50, { what: 'a second try' });
    await running.stop();
    expect(await parkedEvents(pool, inSources('broken', 'users'))).toEqual([]);
    broken = false;
    const repaired = startConsumer({ handler, queues, bus, log, service: 'test', lanes: 1 });
    await settled([leader]);
    expect(await seen()).toHaveLength(40);
    await leader.stop();
    await repaired.stop();
  });
});
