import { expect, it } from '@jest/globals';
import { runLoss } from './run.ts';

const EVENTS = 20_000;
const SEED = 5;

/** Without Redis the queues are in one process with everything else: see backbone.int.test.ts. */
(process.env.TEST_REDIS_URL ? it : it.skip)(
  'loses, doubles and misplaces nothing in a storm that the usual cursor loses events in',
  async () => {
    const report = await runLoss({ seed: SEED, events: EVENTS });
    const none = { lost: 0, doubled: 0, outOfOrder: 0, invented: 0 };
    expect(report.relayed).toEqual(none);
    expect(report.naive).toEqual({ ...none, lost: expect.any(Number) });
    expect(report.naive.lost).toBeGreaterThan(0);

    // It was a storm: all of it happened.
    expect(report.tally.committed).toBeGreaterThanOrEqual(EVENTS);
    expect(Object.values(report.tally).every((times) => times > 0)).toBe(true);
    expect(report.burnt).toBeGreaterThan(0);
    expect(report).toMatchObject({ redisEmptied: 2, workersKilled: 2 });
    expect(report.relaysEnded).toBeGreaterThanOrEqual(3);
  },
  150_000,
);
