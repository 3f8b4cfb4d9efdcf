/** Keeps at most `most` of what it is given, and the last one: spread evenly, however much comes. */
export function thinned<T>(most: number) {
  let kept: T[] = [];
  let last: T | null = null;
  let each = 1;
  let given = 0;
  return {
    add(item: T): void {
      if (given++ % each === 0) kept.push(item);
      last = item;
      if (kept.length < most) return;
      kept = kept.filter((_, i) => i % 2 === 0);
      each *= 2;
    },
    kept: (): T[] => (last === null || kept.at(-1) === last ? kept : [...kept, last]),
  };
}
