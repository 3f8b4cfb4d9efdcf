import type { Random } from './random.ts';
import type { Scheduler, Work } from './scheduler.ts';
import type { Place, Weather } from './weather.ts';

/** A rule that must hold in every run does not. */
export class Violation extends Error {
  override name = 'Violation';
}

/** A call that fails on its way: its caller knows nothing. No Error: there are many, and nobody reads where they come from. */
export class Fault {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** What everybody in a run shares. */
export type World = {
  random: Random;
  weather: Weather;
  scheduler: Scheduler;
  /** By how much deadlines may be missed, since so much went wrong already. */
  forgiveMs: number;
  /** How often what happened: the tests want to see everything happen. */
  counts: Map<string, number>;
  /** Notes what happens; null when nobody reads it. */
  trace: ((line: string) => void) | null;
};

export const now = ({ scheduler }: World): number => scheduler.now();

export function count({ counts }: World, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

export function check(rule: string, holds: boolean, detail: () => string): void {
  if (!holds) throw new Violation(`${rule}: ${detail()}`);
}

const LONGEST_WAY_MS = 30_000;

/** On the way to a commit in this place: time passes, and it may be lost. */
export function* arrive({ random, weather, scheduler }: World, place: Place): Work {
  yield random.between(0, random.chance(weather.slow / 4) ? LONGEST_WAY_MS : 40);
  const at = scheduler.now();
  if (weather.outages.some((outage) => outage.place === place && outage.from <= at && at < outage.to))
    throw new Fault(`${place} is away.`);
  if (random.chance(weather.fault)) throw new Fault(`${place} did not answer.`);
}
