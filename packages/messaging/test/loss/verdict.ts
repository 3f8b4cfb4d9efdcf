/** Where an event stands in its stream. */
export type Place = { streamId: string; streamVersion: number };

/** What a reader made of the events that were written; all empty when it is to be trusted. */
export type Verdict = {
  lost: Place[];
  /** Once for every time too many. */
  doubled: Place[];
  /** Came after a later one of their stream. */
  outOfOrder: Place[];
  /** Were never committed. */
  invented: Place[];
};

const keyOf = ({ streamId, streamVersion }: Place): string => `${streamId}/${streamVersion}`;

/** Holds what a reader saw, in the order in which it did, against what was committed. */
export function judge(written: readonly Place[], seen: readonly Place[]): Verdict {
  const committed = new Set(written.map(keyOf));
  const known = new Set<string>();
  const last = new Map<string, number>();
  const verdict: Verdict = { lost: [], doubled: [], outOfOrder: [], invented: [] };
  for (const place of seen) {
    const key = keyOf(place);
    const before = last.get(place.streamId) ?? 0;
    if (!committed.has(key)) verdict.invented.push(place);
    else if (known.has(key)) verdict.doubled.push(place);
    else if (place.streamVersion < before) verdict.outOfOrder.push(place);
    known.add(key);
    last.set(place.streamId, Math.max(before, place.streamVersion));
  }
  verdict.lost = written.filter((place) => !known.has(keyOf(place)));
  return verdict;
}

/** A verdict in figures. */
export const figures = (verdict: Verdict): Record<keyof Verdict, number> => ({
  lost: verdict.lost.length,
  doubled: verdict.doubled.length,
  outOfOrder: verdict.outOfOrder.length,
  invented: verdict.invented.length,
});
