import { describe, expect, it } from '@jest/globals';
import { transitionsOf } from '../../src/domain/diagram.ts';
import type { SagaDefinition } from '../../src/domain/saga.ts';
import { BROKEN } from './broken.ts';
import { aComplaintDesk, complaintDeskSaga } from './resolution.ts';
import { aRefundDesk, refundDeskSaga } from './refund.ts';
import { report, simulate, type Outcome } from './run.ts';
import { aShop, shopSaga } from './sale.ts';
import type { SetScene } from './scene.ts';

const RUNS = Number(process.env.SIMULATION_RUNS ?? 20_000);
const FIRST = Number(process.env.SIMULATION_SEED ?? 1);
/** Fewer runs do not see everything. */
const whole = RUNS >= 20_000 && FIRST === 1 ? it : it.skip;
/** Ten seconds where nothing else runs. */
const LONGEST_MS = 180_000;

const SCENES: [string, SetScene, SagaDefinition<never>, number, string[]][] = [
  [
    'sale',
    aShop(),
    shopSaga,
    RUNS,
    ['hold expired', 'reservation barred', 'late capture barred', 'late hold refused', 'SagaCancelRequested'],
  ],
  ['refund', aRefundDesk, refundDeskSaga, Math.ceil(RUNS / 10), ['SagaCancelRequested']],
  ['resolution', aComplaintDesk, complaintDeskSaga, Math.ceil(RUNS / 10), ['SagaCancelRequested']],
];

describe.each(SCENES)('a %s, whatever happens to it', (_name, scene, saga, runs, specials) => {
  const counts = new Map<string, number>();
  const seen = new Set<string>();

  it(
    `keeps every rule in ${runs} runs from seed ${FIRST} on`,
    () => {
      for (let seed = FIRST; seed < FIRST + runs; seed++) {
        const outcome = simulate(seed, { scene });
        if (outcome.violation) throw new Error(report(outcome));
        for (const [what, times] of outcome.counts) counts.set(what, (counts.get(what) ?? 0) + times);
        for (const states of outcome.states) states.forEach((to, i) => seen.add(`${states[i - 1]} ${to}`));
      }
    },
    LONGEST_MS,
  );

  whole('has seen everything happen', () => {
    const troubles = ['crash', 'freeze', 'fenced', 'commit unanswered', 'parked', 'still parked', 'SagaResumed'];
    for (const what of [...saga.finalStates, ...troubles, ...specials])
      expect([what, (counts.get(what) ?? 0) > 10]).toEqual([what, true]);
    const drawn = transitionsOf(saga).map(({ from, to }) => `${from} ${to}`);
    expect(drawn.filter((transition) => !seen.has(transition))).toEqual([]);
  });

  it('is the same again with the same seed', () => {
    const once = simulate(7, { scene });
    expect(simulate(7, { scene })).toEqual(once);
    expect(simulate(8, { scene }).counts).not.toEqual(once.counts);
  });
});

describe('the simulation finds it when', () => {
  it.each(BROKEN)('%s', (_name, broken, rule) => {
    const found = firstViolation((seed) => simulate(seed, { scene: aShop(), ...broken }));
    expect(found?.violation).toMatch(rule);
    expect(report(found!)).toContain(`SIMULATION_SEED=${found?.seed}`);
  });
});

function firstViolation(run: (seed: number) => Outcome): Outcome | null {
  for (let seed = 1; seed < 3_000; seed++) {
    const outcome = run(seed);
    if (outcome.violation) return outcome;
  }
  return null;
}
