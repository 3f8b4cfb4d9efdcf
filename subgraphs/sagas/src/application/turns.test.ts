import { describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { createChunkRun } from './chunk-run.ts';
import { LARGEST_CHUNK, type RunResult } from './engine.ts';
import { createTurns } from './turns.ts';

/** Looks that end when they are told to. */
function held() {
  const looks: (() => void)[] = [];
  return {
    looks,
    look: () => new Promise<{ claimed: number }>((resolve) => looks.push(() => resolve({ claimed: looks.length }))),
  };
}

describe('turns', () => {
  it('let one look, one wait for its turn, and send the others away', async () => {
    const inTurn = createTurns(100);
    const { looks, look } = held();
    const first = inTurn(look);
    await eventually(() => looks.length === 1);
    const second = inTurn(look);
    expect(await inTurn(look)).toBeNull();
    looks[0]?.();
    await first;
    await eventually(() => looks.length === 2);
    looks[1]?.();
    expect(await second).toEqual({ claimed: 2 });
  });

  it('go on beside a look that takes too long, and behind one that fails', async () => {
    const inTurn = createTurns(100);
    const { looks, look } = held();
    const slow = inTurn(look);
    await eventually(() => looks.length === 1);
    const failing = inTurn(() => Promise.reject(new Error('The database is away.')));
    await expect(failing).rejects.toThrow('away');
    expect(await inTurn(async () => ({ claimed: 0 }))).toEqual({ claimed: 0 });
    expect(looks).toHaveLength(1);
    looks[0]?.();
    await slow;
  });

  it('are two at once behind a full chunk, and one again behind one that was not full', async () => {
    const inTurn = createTurns(100);
    await inTurn(async () => ({ claimed: 100 }));
    const { looks, look } = held();
    const first = inTurn(look);
    await eventually(() => looks.length === 1);
    const second = inTurn(look);
    await eventually(() => looks.length === 2);
    const third = inTurn(look);
    expect(looks).toHaveLength(2);
    looks.forEach((end) => end());
    await Promise.all([first, second]);
    await eventually(() => looks.length === 3);
    const fourth = inTurn(look);
    await new Promise((resolve) => setImmediate(resolve));
    expect(looks).toHaveLength(3);
    looks[2]?.();
    await third;
    await eventually(() => looks.length === 4);
    looks[3]?.();
    await fourth;
  });
});

describe('a job', () => {
  const chunk = (claimed: number, waitsMs: number[] = []): RunResult => ({
    claimed,
    moved: Array.from({ length: claimed }, (_, i) => ({ sagaId: `${claimed}-${i}`, state: 'SALE_CONFIRMED' })),
    waitsMs,
  });

  it('goes on while chunks are full, and plans the wakes of what must wait', async () => {
    const results = [chunk(LARGEST_CHUNK, [70]), chunk(3, [90]), chunk(1)];
    const planned: number[] = [];
    const engine = { runOnce: async () => results.shift() ?? chunk(0) };
    const run = createChunkRun(engine, { now: () => undefined, later: (ms) => void planned.push(ms) }, () => false);
    expect(await run(async () => undefined)).toEqual({
      sagas: LARGEST_CHUNK + 3,
      states: { SALE_CONFIRMED: LARGEST_CHUNK + 3 },
    });
    expect([planned, results.length]).toEqual([[70, 90], 1]);
  });

  it('ends behind the chunk in hand when the process stops, and wakes others for the rest', async () => {
    let [chunks, wakes, stopping] = [0, 0, false];
    const engine = {
      async runOnce() {
        stopping = ++chunks === 3;
        return { claimed: LARGEST_CHUNK, moved: [{ sagaId: `${chunks}`, state: 'SALE_CONFIRMED' }], waitsMs: [] };
      },
    };
    const run = createChunkRun(engine, { now: () => void wakes++, later: () => undefined }, () => stopping);
    expect(await run(async () => undefined)).toEqual({ sagas: 3, states: { SALE_CONFIRMED: 3 } });
    expect([chunks, wakes]).toEqual([3, 1]);
  });
});
