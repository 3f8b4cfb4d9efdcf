import DataLoader from 'dataloader';

/**
 * A loader of entities by id: all ids of one tick in one call, answers in the order of the ids, null for what does not exist.
 * What it has read it keeps, unless told not to: what belongs to a subscription lives for hours.
 */
export function entityLoader<T, K extends string = string>(
  load: (ids: readonly K[]) => Promise<readonly T[]>,
  idOf: (entity: T) => K,
  options: { cache?: boolean } = {},
): DataLoader<K, T | null> {
  return new DataLoader(async (ids) => {
    const found = new Map((await load(ids)).map((entity) => [idOf(entity), entity]));
    return ids.map((id) => found.get(id) ?? null);
  }, options);
}
