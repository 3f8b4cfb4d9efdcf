/** Numbers that look random and are the same for the same seed. */
export type Random = {
  /** From 0 up to but not 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  /** A UUID of version 7 of that moment. */
  id(at: Date): string;
};

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a demo. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const bits = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0').slice(-digits);
  const next = () => bits() / 2 ** 32;
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick<T>(items: readonly T[]): T {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from.');
      return item;
    },
    id(at) {
      const time = hex(at.getTime(), 12);
      const variant = hex(0x8000 | (bits() & 0x3fff), 4);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(bits(), 3)}-${variant}-${hex(bits(), 8)}${hex(bits(), 4)}`;
    },
  };
}
