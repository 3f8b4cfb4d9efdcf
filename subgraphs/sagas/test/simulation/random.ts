// Under Jest each look at a global costs; these are looked at millions of times.
const { floor, imul } = Math;

/** Draws that are the same for the same seed. */
export type Random = {
  next(): number;
  chance(probability: number): boolean;
  /** A number from `from` up to and without `to`. */
  between(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
};

/** The generator mulberry32: 32 bits of state, and good enough to shuffle what happens. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (probability) => probability > 0 && next() < probability,
    between: (from, to) => from + next() * (to - from),
    pick: (from) => from[floor(next() * from.length)]!,
  };
}
