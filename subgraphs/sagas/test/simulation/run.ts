import { sagaStream } from '@comptoir/contracts';
import { decide, next } from '../../src/domain/machine.ts';
import type { SagaFold } from '../../src/domain/saga-view.ts';
import { startEngine, type Machine } from './engine.ts';
import { seededRandom } from './random.ts';
import { LEASE_MS, simulatedStore, type StoreOptions } from './saga-store.ts';
import type { SetScene } from './scene.ts';
import { createScheduler, type Actor, type Work } from './scheduler.ts';
import { drawWeather } from './weather.ts';
import { check, count, now, Violation, type World } from './world.ts';

export type Options = Pick<StoreOptions, 'fence'> & { scene: SetScene; machine?: Machine };

export type Outcome = {
  seed: number;
  /** The rule that did not hold, and where. */
  violation: string | null;
  counts: ReadonlyMap<string, number>;
  states: readonly (readonly string[])[];
  trace: readonly string[];
};

const MOST_PARTS = 60_000;
const SWEEP_MS = 5_000;
const REST_MS = 120_000;
const MOST_RESUMES = 2;

/** One run: a few sagas, two or three engines, and whatever the seed makes of it. The same seed is the same run. */
export function simulate(seed: number, options: Options): Outcome {
  const run = play(seed, options, null);
  if (!run.violation) return { ...run, trace: [] };
  const trace: string[] = [];
  return { ...play(seed, options, trace), trace };
}

/** How to see a failing run again. */
export const report = ({ seed, violation, trace }: Outcome): string =>
  `Seed ${seed}: ${violation}\n${trace.slice(-60).join('\n')}\nAgain: SIMULATION_SEED=${seed} npx jest --selectProjects unit --testPathPatterns sagas/test/simulation`;

function play(seed: number, options: Options, lines: string[] | null): Omit<Outcome, 'trace'> {
  const random = seededRandom(seed);
  const scheduler = createScheduler();
  const trace = lines && ((line: string) => void lines.push(`${(scheduler.now() / 1_000).toFixed(3)} s  ${line}`));
  const world: World = {
    ...{ random, scheduler, trace },
    weather: drawWeather(random),
    forgiveMs: 0,
    counts: new Map(),
  };
  const ids = Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, at) => `saga-${at + 1}`);
  const { store, finish } = stage(world, ids, options);
  let violation: string | null = null;
  try {
    finish();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error.message;
  }
  return { seed, violation, counts: world.counts, states: store.all().map(({ states }) => states) };
}

function stage(world: World, ids: readonly string[], { scene: setScene, machine = { next, decide }, fence }: Options) {
  const { random, scheduler, weather } = world;
  const scene = setScene(world, ids);
  const engines = new Set<Actor>();
  const store = simulatedStore(world, scene.saga, ids, {
    fence,
    isBehindPivot: scene.isBehindPivot,
    onDue: wake,
    onParked,
  });
  const resumes = new Map<string, number>();

  /** Somebody should look: at once, or when the sweeper does. */
  function wake(): void {
    if (!random.chance(weather.wakeLost)) return engines.forEach(scheduler.wake);
    world.forgiveMs += SWEEP_MS;
    scheduler.start(after(SWEEP_MS, () => engines.forEach(scheduler.wake)));
  }

  function onParked(id: string): void {
    count(world, 'parked');
    const before = resumes.get(id) ?? 0;
    resumes.set(id, before + 1);
    if (before >= MOST_RESUMES || random.chance(0.2)) return;
    pending++;
    scheduler.start(
      after(random.between(100, 100_000), () => {
        pending--;
        if (random.chance(0.7)) scene.mend(id);
        store.resume(id);
      }),
    );
  }

  /** What a person is about to do. */
  let pending = 0;
  const addEngine = (): void => {
    engines.add(startEngine(world, { machine, scene, store, wake }));
  };

  /** Ends or freezes the process whose part would be next. */
  function upset({ owner }: Actor): boolean {
    if (!owner || !random.chance(weather.upset)) return false;
    if (weather.crashes > 0 && random.chance(0.5)) {
      weather.crashes--;
      const backInMs = random.between(0, 3_000);
      world.forgiveMs += LEASE_MS + backInMs;
      world.trace?.('a process ends');
      for (const actor of scheduler.ownedBy(owner)) {
        scheduler.stop(actor);
        engines.delete(actor);
      }
      scheduler.start(after(backInMs, addEngine));
      count(world, 'crash');
      return true;
    }
    if (weather.freezes <= 0) return false;
    weather.freezes--;
    const frozenMs = random.between(0, 2.5 * LEASE_MS);
    world.forgiveMs += frozenMs;
    world.trace?.(`a process freezes for ${Math.round(frozenMs)} ms`);
    for (const actor of scheduler.ownedBy(owner)) scheduler.pause(actor, frozenMs);
    count(world, 'freeze');
    return true;
  }

  const isOver = (): boolean => pending === 0 && store.all().every(({ done, parked }) => done || parked !== null);

  function finish(): void {
    const step = (): void => {
      check('every saga ends', scheduler.parts() < MOST_PARTS, () =>
        JSON.stringify(store.all().map(({ row }) => row.state)),
      );
      scheduler.step(upset);
    };
    addEngine();
    if (random.chance(0.8)) addEngine();
    scheduler.start(ticking());
    for (const id of ids)
      if (random.chance(weather.cancel)) scheduler.start(after(random.between(0, 12_000), () => store.cancel(id)));
    while (!isOver()) step();
    // Whatever is still on its way arrives, and what is still held expires.
    for (const restUntil = now(world) + REST_MS; now(world) < restUntil;) step();
    store.all().forEach((saga) => {
      const fold = saga.events.reduce<SagaFold | null>(sagaStream.apply, sagaStream.initial);
      const told = [fold?.state, fold?.version, fold?.parked, fold?.error];
      const stands = [saga.row.state, saga.row.version, saga.parked !== null, saga.row.error];
      check('events add up to the row', String(told) === String(stands), () => `${told} is not ${stands}`);
      check('events have no gap', saga.row.streamVersion === saga.events.length, () => saga.row.id);
      count(world, saga.done ? saga.row.state : 'still parked');
      scene.checkEnd(saga);
    });
  }

  function* ticking(): Work {
    for (;;) {
      yield random.between(500, 5_000);
      scene.tick();
    }
  }

  return { store, finish };
}

function* after(ms: number, what: () => void): Work {
  yield ms;
  what();
}
