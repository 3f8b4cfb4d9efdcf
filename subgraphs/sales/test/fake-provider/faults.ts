/** What goes wrong on the way, by the names that tests switch on. */
export const ACCIDENTS = [
  'toldLate', // done at once, answered when nobody listens any more
  'doneLate', // done when nobody listens any more
  'stalls', // done much later, never answered
  'twice', // asked by the network a second time, a little later
  'forgets', // says of a key that it does not know it, once
  'failsBefore',
  'failsBehind',
  'dropsBefore',
  'dropsBehind',
  'garbles',
  'wrongAmount',
  'wrongKey',
  'oddWords', // where it says why, in characters that no database holds
] as const;

/** What the provider says although it is not so. */
export const LIES = ['deniesTaking', 'claimsTaking', 'paysBackTwice', 'claimsPayingBack'] as const;

export type Fault = (typeof ACCIDENTS)[number] | (typeof LIES)[number] | 'away';

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type Control = {
  seed: number;
  /** Which share of all questions each fault spoils. */
  shares: Partial<Record<Fault, number>>;
  /** Questions about these keys always go wrong so. */
  ofKeys: Record<string, Fault>;
};

/** Which fault, if any, the next question meets. */
export function faultsOf({ seed, shares, ofKeys }: Control): (key: string) => Fault | null {
  const random = seededRandom(seed);
  return (key) => {
    const certain = ofKeys[key];
    if (certain) return certain;
    let left = random();
    for (const [fault, share] of Object.entries(shares) as [Fault, number][]) {
      if (left < share) return fault;
      left -= share;
    }
    return null;
  };
}
