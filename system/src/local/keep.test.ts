import { describe, expect, it } from '@jest/globals';
import { keepServer, type Server } from './keep.ts';

describe('a server that is kept', () => {
  it('is started again on what it had, until it has ended five times within a minute', async () => {
    const told: string[] = [];
    const firsts: (Server | null)[] = [];
    let end = (): void => undefined;
    let givenUp: (why: string) => void;
    const over = new Promise<string>((resolve) => (givenUp = resolve));
    const { first } = await keepServer<Server>({
      async start(onLost, before) {
        firsts.push(before);
        end = onLost;
        return { pid: firsts.length, stop: async () => undefined };
      },
      onEnded: () => told.push('ended'),
      onBack({ pid }) {
        told.push(`back ${pid}`);
        end();
      },
      onGivenUp: (why) => givenUp(why),
      pauseMs: 0,
    });
    end();
    expect(await over).toBe('it has ended by itself, 5 times within a minute');
    expect(told.filter((what) => what !== 'ended')).toEqual(['back 2', 'back 3', 'back 4', 'back 5']);
    expect(firsts).toEqual([null, first, first, first, first]);
  });

  it('is started no more by who stops it while it is away', async () => {
    let starts = 0;
    let end = (): void => undefined;
    const { stop } = await keepServer<Server>({
      async start(onLost) {
        starts += 1;
        end = onLost;
        return { pid: starts, stop: async () => undefined };
      },
      onEnded: () => undefined,
      onBack: () => undefined,
      onGivenUp: () => undefined,
      pauseMs: 3_600_000,
    });
    end();
    await stop();
    expect(starts).toBe(1);
  });

  it('is not started again once it was stopped', async () => {
    let starts = 0;
    let end = (): void => undefined;
    const { stop } = await keepServer<Server>({
      async start(onLost) {
        starts += 1;
        end = onLost;
        return { pid: starts, stop: async () => end() };
      },
      onEnded: () => undefined,
      onBack: () => undefined,
      onGivenUp: () => undefined,
    });
    await stop();
    expect(starts).toBe(1);
  });
});
