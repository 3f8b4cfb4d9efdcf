/** One place where two states differ; what is not there is null. */
export type Difference = { path: string; before: unknown; after: unknown };

const MOST = 200;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Where two JSON values differ, as paths like `lines.0.quantity`, at most 200 of them. */
export function differences(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  compare('', before, after, found);
  return found;
}

function compare(path: string, before: unknown, after: unknown, found: Difference[]): void {
  if (found.length >= MOST || before === after) return;
  if (!isObject(before) || !isObject(after)) {
    if ((before ?? null) !== (after ?? null)) found.push({ path, before: before ?? null, after: after ?? null });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
    compare(path ? `${path}.${key}` : key, before[key], after[key], found);
}
