import type { Random } from './random.ts';

export type Place = 'catalog' | 'sales' | 'provider' | 'complaints';

/** What can go wrong in one run, and how often: from a calm day to one where nearly everything fails. */
export type Weather = {
  /** A call never arrives. */
  lost: number;
  /** A call takes effect and its answer never comes. */
  answerLost: number;
  /** A call arrives again later, perhaps much later. */
  duplicate: number;
  /** A call takes longer than anybody waits for it. */
  slow: number;
  /** A step says no for no reason. */
  refusal: number;
  /** A call fails on its way through, between two commits. */
  fault: number;
  /** The answer to a write never comes, and its holder lets the saga go. */
  commitUnanswered: number;
  /** A wake is lost, and only the sweeper finds what is due. */
  wakeLost: number;
  /** Processes that end or freeze, and how likely each part of their work is to be the last. */
  crashes: number;
  freezes: number;
  upset: number;
  cancel: number;
  /** When a place answers nobody. */
  outages: { place: Place; from: number; to: number }[];
};

const PLACES: readonly Place[] = ['catalog', 'sales', 'provider'];

export function drawWeather(random: Random): Weather {
  const calm = random.chance(0.15);
  const upTo = (most: number): number => (calm || random.chance(0.4) ? 0 : random.between(0, most));
  const some = (most: number): number => Math.floor(upTo(most + 1));
  return {
    ...{ lost: upTo(0.2), answerLost: upTo(0.3), duplicate: upTo(0.4), slow: upTo(0.2), refusal: upTo(0.2) },
    ...{ fault: upTo(0.2), commitUnanswered: upTo(0.1), wakeLost: upTo(0.5) },
    ...{ crashes: some(4), freezes: some(3), upset: 0.03, cancel: upTo(0.5) },
    outages: Array.from({ length: some(1.5) }, () => {
      const from = random.between(0, 15_000);
      const long = random.chance(0.06) ? 700_000 : 90_000;
      return { place: random.pick(PLACES), from, to: from + random.between(1_000, long) };
    }),
  };
}
